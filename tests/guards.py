#!/usr/bin/env python3
"""Takes guards out one at a time and shows that a test fails then. For each the one source that holds the guard is compiled with the
guard taken out, a test program is linked with it in front of the library that holds the true one, and one test is run: it must
pass as things are, and fail without the guard. Nothing in the tree is changed. `guards.py [WORD]` tries those whose name has WORD."""
import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"

# What is guarded: the source (or the header and the source that includes it), the guard, what stands without it, program, test.
GUARDS = [
    ("TLS is 1.2 or newer", "gateway/tls.cpp", "SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);", "",
     "gateway_test", "TlsPort.TakesNothingOlderThanTls12"),
    ("a cookie's change needs its token", "gateway/identity/credentials.cpp",
     "if (token && is_same(*token, csrf_token(session_cookie))) return {};",
     "if (token || session_cookie.empty() || !session_cookie.empty()) return {};", "gateway_test", "Sessions.NeedTheirTokenForChanges"),
    ("no other site's request", "gateway/identity/credentials.cpp", 'if (site && *site != "same-origin") return foreign();', "",
     "gateway_test", "Sessions.ChangeNothingForOtherSites:SetUp.IsNotDoneByAnotherSite"),
    ("no other site's Origin", "gateway/identity/credentials.cpp",
     'if (!host || *origin != (peer.is_secure ? "https://" : "http://") + *host) return foreign();',
     "", "gateway_test", "Sessions.ChangeNothingForOtherSites:SetUp.IsNotDoneByAnotherSite"),
    ("keys and sessions end", "gateway/identity/identity.cpp", "if (now_ms >= known.expires_ms || is_idle) {", "if (false && is_idle) {",
     "gateway_test", "Keys.ExpireAndAreRevokedAtOnce:Sessions.EndWhenUnusedAndHoweverMuchTheyAreUsed"),
    ("unused sessions end", "gateway/identity/identity.cpp",
     "if (now_ms >= known.expires_ms || is_idle) {", "if (now_ms >= known.expires_ms) {",
     "gateway_test", "Sessions.EndWhenUnusedAtOnce"),
    ("a revoked right is forgotten", "gateway/identity/identity.cpp", "forget_all(lock);\n    ++changes_;", "++changes_;",
     "gateway_test", "Keys.ExpireAndAreRevokedAtOnce:Roles.ARoleThatIsTakenAwayIsGoneAtOnce"),
    ("what was read before a right was taken isn't kept", "gateway/identity/identity.cpp", "if (changes_ != before) return known;", "",
     "gateway_test", "IdentityMemory.KeepsNothingThatWasReadBeforeARevocation"),
    ("the set-up is for this machine", "gateway/identity/identity.cpp", "|| !peer.is_loopback()))", "))",
     "gateway_test", "SetUp.*"),
    ("a role", "gateway/identity/access.cpp", "if (caller.role > access.role) {", "if (false) {",
     "gateway_test", "Roles.EveryRouteAsksForWhatTheTableSays"),
    ("a scope", "gateway/identity/access.cpp", "if (access.scope && !caller.scopes.has(*access.scope)) {", "if (false) {",
     "gateway_test", "Roles.EveryRouteAsksForWhatTheTableSays"),
    ("a key makes none that may do more", "gateway/identity/credentials_made.cpp", "if (!by.scopes.has_all(key.scopes)) {", "if (false) {",
     "gateway_test", "Keys.AreOfTheirUserAndNoStronger"),
    ("tries to sign in wait", "gateway/identity/credentials_made.cpp", "if (in.wait_seconds > 0) return in;", "in.wait_seconds = 0;",
     "gateway_test", "Sessions.TriesAreSlowedDownAndLockNobodyOut"),
    ("short passwords", "gateway/identity/passwords.cpp", "letters < limits::kPasswordLettersMin ||", "letters < 1 ||",
     "gateway_test", "Passwords.RefuseWhatIsGuessedAtOnce"),
    ("a link's signature", "gateway/identity/share_tokens.cpp", "const bool is_ours = is_same(shown, token(link));",
     "const bool is_ours = !shown.empty();", "gateway_test", "Shares.EndForgedOrRevokedAreTheSameAsNothing"),
    ("a link's end", "gateway/identity/share_tokens.cpp", "const bool is_in_time = now_ms < link.expires_ms;",
     "const bool is_in_time = now_ms >= 0;", "gateway_test", "Shares.EndForgedOrRevokedAreTheSameAsNothing"),
    ("what a link allows", "gateway/routes/shares.cpp",
     "return allows == ShareAllows::stems ||", "return true || allows == ShareAllows::stems ||",
     "gateway_test", "Shares.AllowWhatTheySay"),
    ("private addresses", "gateway/outbound/outbound.cpp", "if (!address || !exchange.rules.allows(*address, exchange.is_encrypted)) {",
     "if (!address) {", "gateway_test", "Outbound.ReachesNoPrivateAddressByWhateverName"),
    ("redirections", "gateway/outbound/outbound.cpp", "CURLOPT_FOLLOWLOCATION, 0L", "CURLOPT_FOLLOWLOCATION, 1L",
     "gateway_test", "Outbound.FollowsNothing"),
    ("a receiver's time", "gateway/outbound/outbound.cpp", "curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);",
     "", "gateway_test", "Outbound.IsBounded"),
    ("a token's algorithm", "gateway/outbound/oidc_token.cpp",
     'if (algorithm != "RS256" && algorithm != "ES256") return unbelievable("it isn\'t signed by RS256 or ES256");',
     'if (algorithm == "none") return {};', "gateway_test", "IdToken.IsNotBelievedWhenItsSignatureIsWrong:OidcSignIn.BelievesNoFalseToken"),
    ("a token's sign-in", "gateway/outbound/oidc_token.cpp", 'text_in(claims, "nonce") != nonce) return', "nonce.empty()) return",
     "gateway_test", "IdToken.IsNotBelievedWhenItsClaimsAreWrong"),
    ("a token's client", "gateway/outbound/oidc_token.cpp",
     "if (!is_for(claims, options.client_id)) return", "if (false && !is_for(claims, options.client_id)) return",
     "gateway_test", "IdToken.IsNotBelievedWhenItsClaimsAreWrong"),
    ("a verified address", "gateway/identity/oidc_sign_in.cpp",
     "if (subject.email.empty() || !subject.is_email_verified) return nobody_here();",
     "", "gateway_test", "OidcSignIn.LetsNobodyInWhoIsNotKnownHere"),
    ("the browser that began", "gateway/routes/oidc.cpp", 'if (!is_same(flow.state, read_text(request, "state"))) return no_flow();', "",
     "gateway_test", "OidcSignIn.BelongsToTheBrowserThatBeganIt"),
    ("lengths told twice", "gateway/wire.cpp", "header.count(http::field::content_length) > 1 ||", "",
     "gateway_test", "Door.RefusesBodiesWhoseLengthIsToldTwice:Hostile.LengthsThatReadersTakeDifferentlyHideNoRequest"),
    ("who asks too often", ("gateway/connection.hpp", "gateway/server.cpp"), "if (decision.verdict.allowed) return true;", "return true;",
     "gateway_test", "Port.LimitsAnAddressWhoeverAsks"),
    ("another's song", "storage/sqlite/song_table.cpp",
     'SOULS_SONG_COLUMNS " FROM songs INDEXED BY songs_by_user_and_id WHERE user = ? AND id = ?", user, song);',
     'SOULS_SONG_COLUMNS " FROM songs WHERE ? <> \'\' AND id = ?", user, song);',
     "gateway_test", "Roles.AnothersSongIsLikeNone"),
]


def ninja(*arguments):
    return subprocess.run(["ninja", "-C", str(BUILD), *arguments], capture_output=True, text=True, check=True).stdout


def without(guard, folder):
    """The object of the source without its guard."""
    _, sources, old, new, _, _ = guard
    holder, source = sources if isinstance(sources, tuple) else (sources, sources)
    text = (ROOT / "src" / holder).read_text(encoding="utf-8")
    if text.count(old) != 1:
        sys.exit(f"{holder} has this guard {text.count(old)} times: {old}")
    changed = folder / holder
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text(text.replace(old, new), encoding="utf-8")
    entries = json.loads(ninja("-t", "compdb"))
    compiled = next(entry for entry in entries if entry["file"].endswith("src/" + source) and " -c " in entry["command"])
    words = shlex.split(compiled["command"])
    place = folder / "object.o"
    words[words.index("-o") + 1] = str(place)
    words[words.index("-c") + 1] = str(changed if holder == source else ROOT / "src" / source)
    words = [word for word in words if word != "-Werror"] + ["-w"]
    first = next(at for at, word in enumerate(words) if word.startswith("-I"))
    words.insert(first, f"-I{folder}")
    subprocess.run(words, cwd=BUILD, check=True)
    return place


def link(program, place, folder):
    command = ninja("-t", "commands", program).strip().splitlines()[-1]
    words = shlex.split(command.split("&&")[1])
    words[words.index("-o") + 1] = str(folder / program)
    words.insert(words.index("-o"), str(place))
    subprocess.run(words, cwd=BUILD, check=True)
    return folder / program


def passes(program, test):
    try:
        done = subprocess.run([str(program), f"--gtest_filter={test}"], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode == 0 and not re.search(r"\[==========\] [1-9]\d* tests? from .* ran", done.stdout):
        sys.exit(f"there is no test {test}")
    return done.returncode == 0


def main():
    guards = [guard for guard in GUARDS if len(sys.argv) < 2 or sys.argv[1] in guard[0]]
    programs = {program: next(BUILD.rglob(program)) for program in {guard[4] for guard in guards}}
    caught = missed = 0
    for guard in guards:
        name, _, _, _, program, test = guard
        with tempfile.TemporaryDirectory(prefix="souls-guard-") as temporary:
            folder = Path(temporary)
            fails_without = not passes(link(program, without(guard, folder), folder), test)
        if fails_without and passes(programs[program], test):
            caught += 1
            print(f"caught: {name} ({test})", flush=True)
        else:
            missed += 1
            print(f"MISSED: {name} ({test})", flush=True)
    print(f"{caught} passed, {missed} failed")
    sys.exit(missed > 0)


main()
