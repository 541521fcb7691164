"""Runs a command in a terminal of its own, and says what it wrote and what is left on the screen.

In: the command. Out: `{"raw": …, "screen": …}` as JSON. The screen knows what a progress bar needs: a line end, and the way
back to the start of the line.
"""

import json
import os
import pty
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])

raw = b""
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the other end is closed
        break
    if not piece:
        break
    raw += piece
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
