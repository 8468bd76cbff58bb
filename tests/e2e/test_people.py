#!/usr/bin/env python3
"""Songs for others, and what others are told: share links and webhooks, over a real network."""
import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import unittest

from test_door import lasting_port
from test_identity import Asking

sys.path.insert(0, os.environ["SOULS_TEST_STANDARDWEBHOOKS"])
from standardwebhooks import Webhook, WebhookVerificationError  # noqa: E402

SHORT = "a river at night, folk, 15 seconds"
HERE = "--set=webhooks.allow_private=127.0.0.0/8"


class Receiver:
    """An HTTP server that keeps what it is sent. `certificate`: PEM files of one that speaks TLS."""

    def __init__(self, port=0, certificate=None):
        self.messages = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.messages.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self.server = Quiet(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def wait_until(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = is_so()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it didn't come to be")


class People(Asking):
    def begin(self, *flags):
        self.server = self.start("--workers", "1", *flags)
        self.add_owner()
        self.shows = {"Authorization": "Bearer " + self.key("--scope", "songs:read,songs:write,admin")["key"]}

    def receiver(self, **options):
        receiver = Receiver(**options)
        self.addCleanup(receiver.close)
        return receiver

    def asked(self, method, path, body=None):
        status, _, told = self.ask(method, path, body, **self.shows)
        self.assertLess(status, 300, (method, path, told))
        return told

    def webhook(self, url, *events):
        return self.asked("POST", "/v1/webhooks", {"url": url, "events": list(events or ["song.made"])})

    def newest(self, webhook):
        deliveries = self.asked("GET", f"/v1/webhooks/{webhook['id']}/deliveries")["deliveries"]
        return deliveries[0] if deliveries else {}

    def certificate(self, name):
        pair = [str(self.folder / f"{name}.{kind}") for kind in ("crt", "key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-out", pair[0], "-keyout", pair[1]],
                       check=True, capture_output=True)
        return pair

    def test_a_song_is_told_of_and_shared(self):
        self.begin(HERE)
        receiver = self.receiver()
        webhook = self.webhook(receiver.url, "song.made", "song.shared")
        song = self.asked("POST", "/v1/songs", {"prompt": SHORT})["id"]
        wait_until(lambda: receiver.messages, 120)
        headers, body = receiver.messages[0]
        told = Webhook(webhook["secret"]).verify(body, headers)
        self.assertEqual((told["type"], told["data"]), ("song.made", {"song": song, "revision": 1}))
        with self.assertRaises(WebhookVerificationError):
            Webhook(webhook["secret"]).verify(body + " ", headers)

        link, again = (self.ask("POST", f"/v1/songs/{song}/shares", {}, Idempotency_Key="one-link", **self.shows)[2] for _ in range(2))
        self.assertEqual(link, again)
        wait_until(lambda: len(receiver.messages) == 2)
        self.assertEqual(Webhook(webhook["secret"]).verify(receiver.messages[1][1], receiver.messages[1][0])["data"]["share"], link["id"])
        status, headers, page = self.ask("GET", link["path"])
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        self.assertEqual(headers.get_all("Referrer-Policy"), ["no-referrer"])
        self.assertEqual(headers.get_all("Cache-Control"), ["no-store"])
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertEqual(len(headers.get_all("Content-Security-Policy")), 1)
        self.assertNotIn("<script", page)
        self.assertNotIn("://", page, "nothing from elsewhere")
        shared = f"/v1/shared/{link['token']}"
        files = {file["name"] for file in self.ask("GET", shared)[2]["files"]}
        self.assertEqual(files, {"cover.png", "lyrics.lrc", "lyrics.txt", "mix.flac", "mix.mp3"})
        self.assertEqual(self.status("GET", f"{shared}/artifacts/song.json"), 404)
        self.assertEqual(self.status("GET", f"{shared}/artifacts/mix.wav"), 404)
        nowhere = self.ask("GET", "/s/" + "a" * 48)
        self.asked("DELETE", f"/v1/songs/{song}/shares/{link['id']}")
        gone = self.ask("GET", link["path"])
        self.assertEqual(gone[0], 404)
        self.assertEqual({**gone[2], "request": ""}, {**nowhere[2], "request": ""})
        self.assertEqual(sorted(gone[1].keys()), sorted(nowhere[1].keys()))
        log = self.server.log()
        for secret in (webhook["secret"], link["token"]):
            self.assertNotIn(secret, log)

        seen = self.ask("GET", f"/v1/songs/{song}", **self.shows)[1]["ETag"]
        self.asked("PATCH", f"/v1/songs/{song}", {"title": "Another hand's"})
        for method, path, body in (("DELETE", "", None), ("POST", "/trash", None), ("POST", "/restore", None),
                                   ("POST", "/edits", {"edits": [{"op": "set_title", "title": "Mine"}]})):
            self.assertEqual(self.status(method, f"/v1/songs/{song}{path}", body, If_Match=seen, **self.shows), 412, (method, path))
        seen = self.ask("GET", f"/v1/songs/{song}", **self.shows)[1]["ETag"]
        self.assertEqual(self.status("DELETE", f"/v1/songs/{song}", If_Match=seen, **self.shows), 204)

    def test_what_a_crash_breaks_off_is_told_once_more_under_the_same_id(self):
        self.begin(HERE)
        first = self.receiver(port=lasting_port())
        webhook = self.webhook(first.url)
        first.close()
        sent = self.asked("POST", f"/v1/webhooks/{webhook['id']}/test")
        wait_until(lambda: self.newest(webhook).get("error"))
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.process.stdout.close()
        again = self.receiver(port=first.port)
        self.server = self.start("--workers", "1", HERE)
        wait_until(lambda: again.messages, 30)
        headers, body = again.messages[0]
        self.assertEqual(headers["webhook-id"], sent["id"])
        self.assertEqual(Webhook(webhook["secret"]).verify(body, headers)["type"], "webhook.test")
        wait_until(lambda: self.newest(webhook)["state"] == "delivered")
        self.assertEqual(len(again.messages), 1)

    def test_certificates_are_verified_and_private_addresses_refused(self):
        ours, foreign = self.certificate("ours"), self.certificate("foreign")
        self.begin(HERE, f"--set=server.trusted_certificates={ours[0]}")
        trusted, other = self.receiver(certificate=ours), self.receiver(certificate=foreign)
        good, bad = self.webhook(trusted.url), self.webhook(other.url)
        for webhook in (good, bad):
            self.asked("POST", f"/v1/webhooks/{webhook['id']}/test")
        wait_until(lambda: self.newest(good)["state"] == "delivered")
        self.assertEqual(wait_until(lambda: self.newest(bad).get("error")), "its certificate can't be trusted")
        self.assertEqual(other.messages, [])
        for url in ("https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "http://[::1]/", "https://[::ffff:192.168.0.1]/"):
            self.assertEqual(self.status("POST", "/v1/webhooks", {"url": url, "events": ["song.made"]}, **self.shows), 422, url)

    def test_links_are_tried_no_more_often_than_an_address_may_ask(self):
        self.begin("--set=limits.requests_per_second_address=1", "--set=limits.burst_seconds=8")
        statuses = [self.status("GET", "/s/" + "a" * 48) for _ in range(12)]
        self.assertEqual((statuses[0], statuses[-1]), (404, 429))

    def test_the_set_up_page_says_where_its_form_comes_from(self):
        self.server = self.start()
        self.assertEqual(self.ask("GET", "/setup")[1].get_all("Referrer-Policy"), ["same-origin"])


if __name__ == "__main__":
    unittest.main()
