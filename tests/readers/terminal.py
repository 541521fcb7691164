"""Runs a program on a terminal of its own: `terminal.py PROGRAM ARGUMENT...`.

Out: `{"raw": …, "screen": …}` as JSON: all that was written, and what is left on the screen. The screen knows what a progress
bar needs: a line end, and the way back to the start of the line. `TERM` is `xterm` unless it is given.
"""

import json
import os
import pty
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.environ.setdefault("TERM", "xterm")
    os.execvp(sys.argv[1], sys.argv[1:])

raw = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:  # Linux, when the program has ended
        break
    if not part:
        break
    raw += part
os.waitpid(pid, 0)

lines = [[]]
column = 0
for character in raw.decode():
    if character == "\n":
        lines.append([])
        column = 0
    elif character == "\r":
        column = 0
    else:
        line = lines[-1]
        line += " " * (column + 1 - len(line))
        line[column] = character
        column += 1
screen = "\n".join("".join(line).rstrip() for line in lines)
json.dump({"raw": raw.decode(), "screen": screen}, sys.stdout)
