"""Run by tests/e2e/test_surface.py with OpenAI's own client: URL KEY."""
import base64
import sys

import openai

url, key = sys.argv[1:]
client = openai.OpenAI(base_url=f"{url}/openai/v1", api_key=key, max_retries=0, timeout=120)
assert {model.id for model in client.models.list()} == {"lyra", "pixel", "vox-says", "vox-sings"}
assert client.models.retrieve("lyra").owned_by == "synthetic-souls"


def refused(kind, param, call):
    try:
        call()
    except kind as error:
        assert error.param == param, error
        return
    raise AssertionError("it was honoured")


messages = [{"role": "system", "content": "folk, 15 seconds"}, {"role": "user", "content": "a river at night"}]
written = client.chat.completions.create(model="lyra", messages=messages, seed=7)
lyrics = written.choices[0].message.content
assert written.choices[0].finish_reason == "stop" and len(lyrics.splitlines()) >= 2, lyrics
assert client.chat.completions.create(model="lyra", messages=messages, seed=7).choices[0].message.content == lyrics

spoken = client.audio.speech.create(model="vox-says", voice="alto", input="Hello there. It is late.", response_format="wav").read()
assert spoken[:4] == b"RIFF" and len(spoken) > 48000, len(spoken)
assert client.audio.speech.create(model="vox-says", voice="alto", input="Hello there. It is late.").read()[:3] in (b"ID3", b"\xff\xfb")
sung = client.audio.speech.create(model="vox-sings", voice="tenor", input="the river carries every light away\nand I am going home",
                                  instructions="slow folk, 15 seconds", response_format="flac").read()
assert sung[:4] == b"fLaC" and len(sung) > 48000, len(sung)
picture = client.images.generate(model="pixel", prompt="a river at night", extra_body={"seed": 7})
assert base64.b64decode(picture.data[0].b64_json)[:8] == b"\x89PNG\r\n\x1a\n"

bad = openai.BadRequestError
refused(bad, "temperature", lambda: client.chat.completions.create(model="lyra", messages=messages, temperature=0.3))
refused(bad, "stream", lambda: client.chat.completions.create(model="lyra", messages=messages, stream=True))
refused(bad, "model", lambda: client.chat.completions.create(model="gpt-4o", messages=messages))
refused(bad, "messages", lambda: client.chat.completions.create(model="lyra", messages=[{"role": "assistant", "content": "x"}]))
refused(bad, "voice", lambda: client.audio.speech.create(model="vox-says", voice="alloy", input="x"))
refused(openai.UnprocessableEntityError, "instructions",
        lambda: client.audio.speech.create(model="vox-says", voice="alto", input="x", instructions="sadly"))
refused(bad, "size", lambda: client.images.generate(model="pixel", prompt="x", size="1024x1024"))
refused(openai.NotFoundError, None, lambda: client.models.retrieve("gpt-4o"))
refused(openai.AuthenticationError, None, lambda: client.with_options(api_key="ss_wrong").models.list())
print("tried")
