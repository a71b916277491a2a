"""What a browser says of itself, in words that its owner understands."""

import re

from django.utils.translation import gettext as _

# The first that is found counts: a browser names those that it descends from after itself.
_BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/(\d+)",
    "Opera": r"OPR/(\d+)",
    "Samsung Internet": r"SamsungBrowser/(\d+)",
    "Firefox": r"(?:Firefox|FxiOS)/(\d+)",
    "Chrome": r"(?:Chrome|CriOS)/(\d+)",
    "Safari": r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/",
}
_SYSTEMS = {
    "Android": r"Android",
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Windows": r"Windows",
    "macOS": r"Mac OS X|Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux|X11",
}


def device(agent: str) -> str:
    """The browser and the system of a ``User-Agent``, such as «Firefox 140 en Windows»; no more than it says itself.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox 140 en Windows'
    """
    browser = next(
        (f"{name} {found[1]}" for name, pattern in _BROWSERS.items() if (found := re.search(pattern, agent))), ""
    )
    system = next((name for name, pattern in _SYSTEMS.items() if re.search(pattern, agent)), "")
    if browser and system:
        return _("{browser} en {system}").format(browser=browser, system=system)
    return browser or system or _("Un navegador que no dice cuál es")
