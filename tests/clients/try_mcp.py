"""Run by tests/e2e/test_surface.py with the official MCP client: URL KEY."""
import asyncio
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

url, key = sys.argv[1:]


async def use(mode, version):
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=90) as http:
        async with Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client:
            assert client.session.protocol_version == version, client.session.protocol_version
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert tools == {"make_song", "edit_song", "get_song", "list_songs", "wait"}, tools
            # The same order as the Python client's: its steps are remembered.
            made = await client.call_tool("make_song", {"prompt": "a river at night, folk, 20 seconds", "seed": 7})
            assert not made.is_error, made
            song = made.structured_content["id"]
            for _ in range(3):
                shown = await client.call_tool("wait", {"id": song, "seconds": 60})
                if shown.structured_content["state"] == "made":
                    break
            assert shown.structured_content["state"] == "made", shown
            edits = [{"op": "set_title", "title": "Lantern"}]
            foreseen = await client.call_tool("edit_song", {"id": song, "dry_run": True, "edits": edits})
            assert foreseen.structured_content["steps"], foreseen
            listed = await client.call_tool("list_songs", {"q": "river"})
            assert song in [one["id"] for one in listed.structured_content["songs"]]
            wrong = await client.call_tool("make_song", {"prompt": "a", "tempo": 3})
            assert wrong.is_error and "tempo" in wrong.content[0].text, wrong


async def main():
    await use("auto", "2026-07-28")
    await use("legacy", "2025-11-25")


asyncio.run(main())
print("tried")
