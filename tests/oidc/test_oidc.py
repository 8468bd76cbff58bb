#!/usr/bin/env python3
"""Signing in by a real provider of OpenID Connect (npm oidc-provider), as a browser would."""
import html
import http.client
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
from test_identity import OWNER, Asking  # noqa: E402

NODE = os.environ["SOULS_TEST_NODE"]


class Browser:
    """Keeps cookies of each place by itself, and goes where it is sent."""

    def __init__(self):
        self.cookies = {}

    def ask(self, url, form=None):
        parts = urlsplit(url)
        jar = self.cookies.setdefault(parts.netloc, {})
        link = http.client.HTTPConnection(parts.netloc, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = parts.path + ("?" + parts.query if parts.query else "")
        link.request("POST" if form is not None else "GET", target, urlencode(form) if form is not None else None, headers)
        answer = link.getresponse()
        body = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            jar.pop(name, None) if not value else jar.update({name: value})
        link.close()
        return answer.status, answer.getheader("Location"), body

    def follow(self, url, until, form=None):
        """The answer of the first address that `until` is true of, or that sends nowhere else."""
        for _ in range(20):
            status, location, body = self.ask(url, form)
            form = None
            if not location:
                return url, status, body
            url = urljoin(url, location)
            if until(url):
                return url, status, body
        raise AssertionError("sent around in circles")


class OpenIdConnect(Asking):
    def setUp(self):
        super().setUp()
        secret = self.folder / "client.secret"
        secret.touch(mode=0o600)
        secret.write_text("a client's secret of some length\n")
        # The provider wants to know where browsers come back to, and the server where the provider is: one port is found first.
        first = self.start()
        self.at = f"http://127.0.0.1:{first.port}"
        first.stop()
        self.provider = subprocess.Popen([NODE, str(HERE / "provider.mjs"), f"{self.at}/v1/sessions/oidc/real/callback",
                                          secret.read_text().strip()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.provider.wait)
        self.addCleanup(self.provider.kill)
        self.addCleanup(self.provider.stdout.close)
        self.issuer = self.provider.stdout.readline().strip()
        self.assertTrue(self.issuer.startswith("http://127.0.0.1:"))
        self.server = self.start(f"--listen=127.0.0.1:{first.port}", f"--set=oidc.real.issuer={self.issuer}",
                                 "--set=oidc.real.client_id=souls", f"--set=oidc.real.client_secret_file={secret}",
                                 "--set=limits.sign_ins_per_minute=100")
        self.add_owner()

    def sign_in(self, browser, login):
        """Where the browser is in the end."""
        came_back = lambda url: url.startswith(self.at) and "/callback" in url  # noqa: E731
        url, _, page = browser.follow(f"{self.at}/v1/sessions/oidc/real", came_back)
        for _ in range(3):
            if came_back(url):
                break
            action = html.unescape(re.search(r'action="([^"]+)"', page)[1])
            prompt = re.search(r'name="prompt" value="(\w+)"', page)[1]
            form = {"prompt": prompt, **({"login": login, "password": "any"} if prompt == "login" else {})}
            url, _, page = browser.follow(urljoin(url, action), came_back, form)
        self.assertTrue(came_back(url), (url, page[:2000]))
        return url, browser.ask(url)

    def test_a_browser_signs_in_by_a_real_provider(self):
        browser = Browser()
        callback, (status, location, body) = self.sign_in(browser, "ada")
        self.assertEqual((status, location), (303, "/"), body)
        self.assertIn(OWNER, browser.ask(f"{self.at}/v1/me")[2])
        self.assertEqual(browser.ask(callback)[0], 401, "a code that comes again")
        self.assertEqual(Browser().ask(callback)[0], 401, "a code that someone else brings")
        again = Browser()
        self.assertEqual(self.sign_in(again, "ada")[1][0], 303)
        stranger = Browser()
        self.assertEqual(self.sign_in(stranger, "eve")[1][0], 403)
        self.assertEqual(stranger.ask(f"{self.at}/v1/me")[0], 401)


if __name__ == "__main__":
    unittest.main()
