"""A mail server with moods, for the tests: aiosmtpd, told by a file how to behave, writing what it took into another.

usage: server.py MOOD-FILE BOX-FILE PORT (0: any). Prints its port.
"""

import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP

mood_file, box_file, port = sys.argv[1], sys.argv[2], int(sys.argv[3])


def mood():
    with open(mood_file, encoding="ascii") as file:
        return file.read().strip()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mood() == "refuse":
            return f"550 5.1.1 <{address}>: there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        now = mood()
        if now == "busy":
            return "451 4.3.0 try again later"
        if now == "closing":
            return "421 4.3.2 closing"
        if now == "hang":
            await asyncio.sleep(3600)
        if now == "die":
            server.transport.abort()
            return "451 gone"
        line = json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode("utf-8"),
        })
        with open(box_file, "a", encoding="utf-8") as box:
            box.write(line + "\n")
        if now == "late":  # taken, and scanned before it is said
            await asyncio.sleep(6)
        if now == "mute":  # taken, and the answer is lost
            server.transport.abort()
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="surel.contoh"), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
