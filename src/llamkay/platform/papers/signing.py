"""Signatures inside the PDF (PAdES) with the institution's key, and what a reader can trust of them."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from llamkay.core.errors import Refused


@dataclass(frozen=True)
class Signed:
    """One signature of a PDF: by whom, whether the bytes are the signed ones, whether the signer is trusted."""

    by: str
    intact: bool
    trusted: bool
    whole: bool

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.whole


class _Signer(signers.SimpleSigner):
    """A signer that checks its key once: the check of an RSA key costs a hundred times what a signature does."""

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        key = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)  # asked only where the mechanism is of RSA
        return key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        if mechanism["algorithm"].native not in ("rsassa_pkcs1v15", "sha256_rsa", "sha384_rsa", "sha512_rsa"):
            return super().sign_raw(data, digest_algorithm)
        return self._key.sign(data, PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))


@dataclass(frozen=True)
class Authority:
    """The key that signs for the institution and the root by which it is trusted."""

    signer: signers.SimpleSigner
    root: asn1.Certificate

    @classmethod
    def from_pkcs12(cls, file: Path, *, passphrase: str, root: Path) -> "Authority":
        """The institution's own key, as its certifier delivers it. Raises ``Refused`` when it cannot be opened.

        The same bytes are opened once in a process.
        """
        return _open(file.name, file.read_bytes(), passphrase, root.read_bytes())

    @classmethod
    def for_demonstration(cls, folder: Path, *, name: str, at: datetime) -> "Authority":
        """An authority that exists in the demonstration only, made once in ``folder``; nobody else trusts it."""
        file, root = folder / "demo-key.p12", folder / "demo-root.pem"
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(file, root, name=name, at=at)
        return cls.from_pkcs12(file, passphrase="demostracion", root=root)

    @classmethod
    def of_key(cls, key: ed25519.Ed25519PrivateKey, *, name: str, at: datetime) -> "Authority":
        """The authority of a key that answers for itself: who reads its signature compares the key with a published
        one."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
        made = _certificate(subject, subject, key.public_key(), authority=False, at=at).sign(key, None)
        own = asn1.Certificate.load(made.public_bytes(serialization.Encoding.DER))
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(signers.SimpleSigner(own, PrivateKeyInfo.load(private), SimpleCertificateStore()), own)


@lru_cache(maxsize=4)
def _open(name: str, content: bytes, passphrase: str, root: bytes) -> Authority:
    try:
        loaded = signers.SimpleSigner.load_pkcs12_data(content, other_certs=(), passphrase=passphrase.encode() or None)
    except ValueError as error:
        raise Refused(f"the key file {name} cannot be opened; check the file and its passphrase") from error
    signer = _Signer(loaded.signing_cert, loaded.signing_key, loaded.cert_registry)
    trusted = x509.load_pem_x509_certificate(root)
    return Authority(signer, asn1.Certificate.load(trusted.public_bytes(serialization.Encoding.DER)))


def _make(file: Path, root: Path, *, name: str, at: datetime) -> None:
    top_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=3072) for _ in range(2))
    top_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}: autoridad de demostración, sin valor")])
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}: firma de demostración, sin valor")])

    def certificate(subject: x509.Name, public: rsa.RSAPublicKey, *, authority: bool) -> x509.Certificate:
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(top_key.public_key())
        made = _certificate(subject, top_name, public, authority=authority, at=at)
        return made.add_extension(above, critical=False).sign(top_key, hashes.SHA256())

    top = certificate(top_name, top_key.public_key(), authority=True)
    own = certificate(own_name, key.public_key(), authority=False)
    root.write_bytes(top.public_bytes(serialization.Encoding.PEM))
    lock = serialization.BestAvailableEncryption(b"demostracion")
    content = serialization.pkcs12.serialize_key_and_certificates(b"demo", key, own, [top], lock)
    file.touch(mode=0o600)
    file.write_bytes(content)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: rsa.RSAPublicKey | ed25519.Ed25519PublicKey,
    *,
    authority: bool,
    at: datetime,
) -> x509.CertificateBuilder:
    """A certificate as it stands before its signature: of an authority, or of somebody who signs papers."""
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=3650))
        .not_valid_after(at + timedelta(days=7300))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def sign(
    pdf: bytes,
    authority: Authority,
    *,
    reason: str,
    location: str | None,
    field: str = "Firma",
) -> bytes:
    """The PDF with a PAdES signature over every byte; its own bytes stay as they were, the signature is appended.

    What is for archives and screen readers stays so: the first object appended stands on a line of its own (PDF/A-2,
    6.1.9), and the field of the signature has its place in the tree of tags (PDF/UA-1, 7.18.4).
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    append_signature_field(writer, SigFieldSpec(field, readable_field_name=f"{field}: {reason}"))
    _tag(writer, field, f"{field}: {reason}")
    # Ed25519 hashes with SHA-512 and lets nobody choose (RFC 8419).
    own = authority.signer.signing_cert
    digest = "sha512" if own and own.public_key.algorithm == "ed25519" else "sha256"
    details = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    out: io.BytesIO = signers.sign_pdf(writer, details, signer=authority.signer, existing_fields_only=True)
    return out.getvalue()


def _tag(writer: IncrementalPdfFileWriter, field: str, alternative: str) -> None:
    """Put the field of a signature into the tree of tags, as the last part of the document."""
    tree = writer.root["/StructTreeRoot"]
    fields = writer.root["/AcroForm"]["/Fields"]
    widget_at = next(each for each in fields if each.get_object()["/T"] == field)
    widget, number = widget_at.get_object(), _next_number(tree)
    page = widget.raw_get("/P")
    above = tree["/K"]
    if isinstance(above, generic.ArrayObject):
        above = above[0]
    parent = tree.raw_get("/K") if not isinstance(tree["/K"], generic.ArrayObject) else tree["/K"].raw_get(0)
    element = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): parent,
                pdf_name("/Pg"): page,
                pdf_name("/Alt"): pdf_string(alternative),
                pdf_name("/K"): generic.DictionaryObject(
                    {
                        pdf_name("/Type"): pdf_name("/OBJR"),
                        pdf_name("/Obj"): widget_at,
                        pdf_name("/Pg"): page,
                    }
                ),
            }
        )
    )
    children = above.get("/K", generic.ArrayObject())
    above[pdf_name("/K")] = generic.ArrayObject(
        [*(children if isinstance(children, generic.ArrayObject) else [above.raw_get("/K")]), element]
    )
    numbers = tree["/ParentTree"]
    leaf = generic.ArrayObject([generic.NumberObject(number), element])
    if "/Kids" in numbers:
        limits = generic.ArrayObject([generic.NumberObject(number)] * 2)
        kid = generic.DictionaryObject({pdf_name("/Nums"): leaf, pdf_name("/Limits"): limits})
        numbers["/Kids"].append(writer.add_object(kid))
        writer.update_container(numbers["/Kids"])
    else:
        numbers["/Nums"].extend(leaf)
        writer.update_container(numbers["/Nums"])
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    widget[pdf_name("/StructParent")] = generic.NumberObject(number)
    page.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    for changed in (above, tree, widget, page.get_object()):
        writer.update_container(changed)


def _next_number(tree: generic.DictionaryObject) -> int:
    """The first number that no page and no field of the tree has."""
    if "/ParentTreeNextKey" in tree:
        return int(tree["/ParentTreeNextKey"])
    waiting, found = [tree["/ParentTree"]], [-1]
    while waiting:
        node = waiting.pop()
        found += [int(number) for number in list(node.get("/Nums", ()))[::2]]
        waiting += [kid.get_object() for kid in node.get("/Kids", ())]
    return max(found) + 1


def signatures(pdf: bytes, *, root: asn1.Certificate) -> list[Signed]:
    """What the signatures of a PDF are worth under one trusted root; raises ``Refused`` when it is no whole PDF."""
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return [_judge(signature, root) for signature in found]
    except (PdfError, ValueError, OSError) as error:
        raise Refused("El archivo no es un PDF completo: no se puede comprobar su firma.") from error


def signatures_by_key(reader: PdfFileReader) -> list[tuple[bool, bytes]]:
    """Of each signature by a key of Ed25519, whether every byte is as it was signed, and the public key.

    Whose key it is, the caller knows by those that are published; nothing else vouches for it here.
    """
    out = []
    for signature in reader.embedded_signatures:
        signer = signature.signer_cert
        if signer is not None and (public := signer.public_key).algorithm == "ed25519":
            judged = _judge(signature, signer)
            out.append((judged.intact and judged.whole, bytes(public["public_key"])))
    return out


def _judge(signature: EmbeddedPdfSignature, root: asn1.Certificate) -> Signed:
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    return Signed(
        by=str(status.signing_cert.subject.native.get("common_name", "")),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
    )
