"""A real browser on a real server on the real demonstration. Without Chromium these tests say so and the rest run."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tests.worlds.served import LLAMKAY, NOW, demonstration, outside

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason="NO BROWSER: install it with «apt install chromium»"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory, demonstrations):
    home = tmp_path_factory.mktemp("data")
    demonstration(home, demonstrations)
    return outside() | {"LLAMKAY_DATA": str(home), "LLAMKAY_DEMO": "1"}


class Server:
    """The real server on the demonstration, as the application's login; it can be killed and started again."""

    def __init__(self, environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = environment | {"LLAMKAY_NOW": NOW}
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [LLAMKAY, "serve", "--port", str(self.port), "--workers", "1"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 120  # a machine that others keep busy starts slowly
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.address + "/", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    raise RuntimeError("the server ended at once: has the built demonstration other tables?") from None
                time.sleep(0.1)
        raise RuntimeError("the server did not answer in two minutes")

    def kill(self):
        """End the server and its workers as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)


@pytest.fixture(scope="session")
def server(environment):
    running = Server(environment)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def site(server):
    """The address of the demonstration."""
    return server.address


@pytest.fixture(scope="module")
def browser():
    # For one file only: while the browser is open its event loop runs in this thread, where Django refuses to work.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def enter(browser, site):
    """Open the office as one of the demonstration's users."""
    contexts = []

    def login(username, **options):
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.goto("/cuenta/login/")
        page.fill("#id_login", username)
        page.fill("#id_password", "cuna-taller-aula-2026")
        page.click("main .govuk-button")
        page.wait_for_url("**/oficina/")
        return page

    yield login
    for context in contexts:
        context.close()


@pytest.fixture
def visit(browser, site):
    """Open the public window."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=site)
    yield context.new_page()
    context.close()
