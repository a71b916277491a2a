"""Every kind of paper of the demonstration under PDF/A-2a (certificates: 3a) and PDF/UA-1; run by ``make papers``."""

import io
import zipfile

from tests.conformance.validator import faults
from tests.demo.papers import judge_file, papers_of
from tests.demo.test_demo import built, site  # noqa: F401 - the site that is served, and its tables


def test_every_paper_is_for_archives_and_for_people_who_cannot_see(site, built):  # noqa: F811
    found, signed = {}, 0
    for name, pdf in papers_of(site):
        signed += b"/ByteRange" in pdf
        if wrong := faults(pdf):
            found[name] = wrong
    with zipfile.ZipFile(io.BytesIO(judge_file(site))) as files:
        for name in files.namelist():
            if name.endswith(".pdf"):
                signed += b"/ByteRange" in files.read(name)
                if wrong := faults(files.read(name)):
                    found[f"judge_file/{name}"] = wrong
    assert signed >= 2
    assert found == {}, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)


def test_the_validator_tells_a_paper_that_does_not_conform(site, built):  # noqa: F811
    """A signature as libraries put it by themselves, which sticks to the end of the file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    from llamkay.apps.remission.certificates.services import authority

    pdf = next(pdf for name, pdf in papers_of(site) if b"/ByteRange" not in pdf)
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(field_name="Firma"),
        signer=authority().signer,
    ).getvalue()
    told = faults(signed)
    assert any("6.1.9" in line for line in told)
