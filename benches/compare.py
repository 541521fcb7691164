"""Measures whole processes, and writes docs/performance.md. benches/compare.sh sets up what it needs and starts it.

In: programs (stackgen, the generator of stacks, the limit), sizes, two folders. Out: a page with the machine, the figures, and
the targets with their ratios. Time is what hyperfine measures; cpu is user and system time together.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZES = ["seed", "100", "1000", "10000", "100000"]
COMMANDS = ["limit read", "limit write", "gen, cold", "gen, no-op", "check", "Jinja2", "Jinja2, check", "compose config"]


def main():
    options = parse()
    places = {"memory": Path(options.memory), "disk": Path(options.disk)}
    figures = {}
    for place, folder in places.items():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            for size in options.sizes.split(","):
                for layout in ["one"] if size == "seed" else ["one", "many"]:
                    print(f"{place}, {size}, {layout}", file=sys.stderr)
                    stack = Stack(options, Path(inside) / f"{size}-{layout}", size, layout)
                    figures[place, size, layout] = stack.measure()
                    shutil.rmtree(stack.folder)
    page = write(figures, places, options)
    Path(options.output).parent.mkdir(parents=True, exist_ok=True)
    Path(options.output).write_text(page)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stackgen", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--compose", required=True)
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--memory", default="/dev/shm")
    parser.add_argument("--disk", default="target/compare")
    parser.add_argument("--output", default="docs/performance.md")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.runs, options.output = "seed,100", 1, "target/performance.md"
    for name in ["stackgen", "programs", "compose", "memory", "disk"]:
        setattr(options, name, str(Path(getattr(options, name)).absolute()))
    if not os.access(options.memory, os.W_OK):
        options.memory = options.disk
    return options


class Stack:
    """A stack in a folder, generated once and committed, so that everything is there."""

    def __init__(self, options, folder, size, layout):
        self.options, self.folder, self.is_seed = options, folder, size == "seed"
        self.runs = options.runs if size != "100000" else min(options.runs, 2)
        if self.is_seed:
            folder.mkdir(parents=True)
            shutil.copy(ROOT / "stack.toml", folder)
        else:
            self.run(f"{options.programs}/stacks", size, layout, folder)
        self.run(options.stackgen, "gen", "-C", folder)
        for words in ["init -q", "add -A", "-c user.name=n -c user.email=e commit -q -m all"]:
            self.run("git", "-C", folder, *words.split())
        self.root = folder / "generated" if self.is_seed else folder
        lock = (self.root / ".stackgen.lock").read_text().splitlines()
        written = [line.split(" ", 1)[1] for line in lock if not line.startswith("#")] + [".stackgen.lock"]
        self.written = [str((self.root / path).relative_to(folder)) for path in written]
        flows = sorted(str(path.relative_to(folder)) for path in folder.glob("deployments/*/*.py"))
        self.read = ["stack.toml", ".git/index", *flows, *self.written]
        self.lists = {name: self.list(name) for name in ["read", "written"]}

    def run(self, *words):
        subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)

    def list(self, name):
        """The list of paths that the limit takes; beside the folder, so that it is no part of the stack."""
        place = self.folder.with_suffix(f".{name}")
        lines = [f"{(self.folder / path).stat().st_size} {path}\n" for path in getattr(self, name)]
        place.write_text("".join(lines))
        return place

    def measure(self):
        stackgen, limit = self.options.stackgen, f"{self.options.programs}/limit"
        python, jinja, folder = sys.executable, ROOT / "benches/jinja.py", self.folder
        # What is written is taken away first; what is not ours stays, and its folders with it.
        paths = folder.with_suffix(".paths")
        paths.write_text("".join(f"{path}\0" for path in self.written))
        away = f"sh -c 'cd {folder} && xargs -0 rm -f <{paths}'"
        fresh = folder.with_suffix(".fresh")
        figures = {
            "limit read": self.time([limit, "read", self.lists["read"], folder]),
            "limit write": self.time([limit, "write", self.lists["written"], fresh], f"rm -rf {fresh}"),
            "gen, cold": self.time([stackgen, "gen", "-C", folder], away),
            "gen, no-op": self.time([stackgen, "gen", "-C", folder]),
            "check": self.time([stackgen, "check", "-C", folder]),
        }
        shutil.rmtree(fresh, ignore_errors=True)
        if os.access(self.options.compose, os.X_OK):
            compose = [self.options.compose, "-f", self.root / "compose.yml", "config", "--quiet"]
            figures["compose config"] = self.time(compose)
        if not self.is_seed:
            figures["Jinja2"] = self.time([python, jinja, "gen", folder], away)
            figures["Jinja2, check"] = self.time([python, jinja, "check", folder])
        return figures

    def time(self, words, before=None):
        """Time, cpu and peak memory of a command: of several runs after one that warms the caches."""
        words = [str(word) for word in words]
        with tempfile.NamedTemporaryFile() as result:
            # Without a shell between.
            command = ["hyperfine", "-N", "--warmup", "1", "--runs", str(max(self.runs, 2)), "--style", "none"]
            command += ["--prepare", before] if before else []
            command += ["--export-json", result.name, " ".join(words)]
            # It warns of runs that differ, as they do on a machine with other work.
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
            if done.returncode:
                sys.exit(f"error: {done.stderr}")
            timed = json.load(result)["results"][0]
        if before:
            subprocess.run(before, shell=True, check=True)
        return {
            "wall": timed["min"] * 1000,
            "cpu": (timed["user"] + timed["system"]) * 1000,
            "memory": peak(words),
        }


def peak(words):
    """The most memory that a command has, in MB. GNU time would do, and is not everywhere."""
    script = (
        "import os, sys\n"
        "null = os.open(os.devnull, os.O_WRONLY)\n"
        "files = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]\n"
        "pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=files)\n"
        "print(os.wait4(pid, 0)[2].ru_maxrss)\n"
    )
    answer = subprocess.run([sys.executable, "-S", "-c", script, *words], check=True, capture_output=True, text=True)
    return int(answer.stdout) / 1024


def write(figures, places, options):
    parts = [
        "# Performance",
        "What `stackgen` costs, beside what a user would do instead and beside the physical limit. Each figure is of a whole\n"
        "process, start and end included. `benches/compare.sh` wrote this page, and makes it again on any machine.",
        machine(places, options),
        "## What is measured",
        "Stacks that `benches/stacks.rs` makes: a server, a database, a worker, and so many deployments, one to a folder with a\n"
        "flow file each, or a hundred to a folder and ten to a flow file; `seed` is this repository's own `stack.toml`. All is\n"
        "committed in a git repository, and in the cache of the system.",
        "- **limit read**, **limit write**: a program that only reads the files that `check` must read (stack.toml, the flows,\n"
        "  what is generated, git's index), or only writes as many bytes into as many new files.\n"
        "- **gen, cold**: nothing of what is generated is there. **gen, no-op**, **check**: all is as it should be.\n"
        "- **Jinja2**: a script with `tomllib` and three templates that renders compose.yml, each prefect.yaml and the Makefile,\n"
        "  and writes or compares them (`benches/jinja.py`). It checks nothing and reads no flow.\n"
        "- **compose config**: `docker compose config --quiet` of the compose.yml alone.",
    ]
    for place in places:
        parts += [f"## Figures: {place}", "cpu in ms (user and system, the mean of the runs) / time in ms (the shortest run) / peak memory in MB", table(figures, place)]
    parts += ["## Ratios of cpu time", ratios(figures), "## Targets", targets(figures)]
    notes = ROOT / "benches/notes.md"
    if notes.exists():
        parts.append(notes.read_text().strip())
    return "\n\n".join(parts) + "\n"


def machine(places, options):
    def first(command):
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout.splitlines()[0] if done.stdout else "none"

    lines = Path("/proc/cpuinfo").read_text().splitlines() if os.path.exists("/proc/cpuinfo") else []
    cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    jinja = first([sys.executable, "-c", "import jinja2; print(jinja2.__version__)"])
    systems = [f"{place} ({first(['stat', '-f', '-c', '%T', folder])})" for place, folder in places.items()]
    rows = [
        ("processor", f"{cpu}, {os.cpu_count()} cores"),
        ("load when this was written", " ".join(f"{load:.1f}" for load in os.getloadavg())),
        ("memory", f"{memory:.0f} GB"),
        ("system", f"{platform.system()} {platform.release()}"),
        ("file systems", ", ".join(systems)),
        ("stackgen", f"{first([options.stackgen, '--version'])}, {options.build}"),
        ("Rust", first(["rustc", "--version"])),
        ("Python, Jinja2", f"{platform.python_version()}, {jinja}"),
        ("Compose", first([options.compose, "version", "--short"]) if os.access(options.compose, os.X_OK) else "none"),
        ("hyperfine", first(["hyperfine", "--version"])),
    ]
    return "\n".join(["| the machine | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def table(figures, place):
    rows = ["| deployments | " + " | ".join(COMMANDS) + " |", "|---" + "|--:" * len(COMMANDS) + "|"]
    for (where, size, layout), row in figures.items():
        if where == place:
            cells = [cell(row.get(command)) for command in COMMANDS]
            rows.append(f"| {label(size, layout)} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def label(size, layout):
    return size if size == "seed" else f"{int(size):,}, {layout} to a folder"


def cell(figure):
    if figure is None:
        return "–"
    return f"{number(figure['cpu'])} / {number(figure['wall'])} / {figure['memory']:.0f}"


def number(value):
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


RATIOS = [
    ("gen, cold : limit write", "gen, cold", "limit write"),
    ("gen, no-op : limit read", "gen, no-op", "limit read"),
    ("check : limit read", "check", "limit read"),
    ("Jinja2 : gen, cold", "Jinja2", "gen, cold"),
    ("Jinja2, check : check", "Jinja2, check", "check"),
]


def ratio(row, over, under):
    if over not in row or under not in row or not row[under]["cpu"]:
        return None
    return row[over]["cpu"] / row[under]["cpu"]


def ratios(figures):
    rows = ["| | " + " | ".join(name for name, _, _ in RATIOS) + " |", "|---" + "|--:" * len(RATIOS) + "|"]
    for (place, size, layout), row in figures.items():
        cells = [ratio(row, over, under) for _, over, under in RATIOS]
        shown = ["–" if value is None else f"{value:.1f}" for value in cells]
        rows.append(f"| {place}: {label(size, layout)} | " + " | ".join(shown) + " |")
    return "\n".join(rows)


def targets(figures):
    rows = ["| target | where | measured | |", "|---|---|--:|---|"]

    def add(target, where, value, is_met, unit=""):
        rows.append(f"| {target} | {where} | {number(value)}{unit} | {'met' if is_met else 'missed'} |")

    sizes = [int(size) for _, size, _ in figures if size != "seed"]
    chosen = 10000 if 10000 in sizes else max(sizes, default=0)
    for (place, size, layout), row in figures.items():
        where = f"{place}, {label(size, layout)}"
        if size == "seed":
            for command in ["check", "gen, no-op"]:
                add(f"{command} of the seed's stack below 5 ms", where, row[command]["wall"], row[command]["wall"] < 5, " ms")
        if size != str(chosen):
            continue
        limits = [("gen, cold", "limit write", 2), ("gen, no-op", "limit read", 3), ("check", "limit read", 3)]
        for over, under, most in limits:
            value = ratio(row, over, under)
            if value is not None:
                add(f"{over} at most {most} × {under}", where, value, value <= most, " ×")
        for over, under, least in [("Jinja2", "gen, cold", 3), ("Jinja2, check", "check", 6)]:
            value = ratio(row, over, under)
            if value is not None:
                add(f"{under} at least {least} × less than Jinja2", where, value, value >= least, " ×")
        most = max(row[command]["memory"] for command in ["gen, cold", "gen, no-op", "check"])
        add("peak memory below 100 MB", where, most, most < 100, " MB")
    for place, layout in sorted({(place, layout) for place, size, layout in figures if size != "seed"}):
        small, large = (figures.get((place, str(size), layout)) for size in [1000, max(sizes)])
        if small and large and max(sizes) > 1000:
            growth = large["check"]["cpu"] / max(sizes) / (small["check"]["cpu"] / 1000)
            where = f"{place}, {layout} to a folder, from 1,000 to {max(sizes):,}"
            add("cost of one deployment grows by less than half", where, growth, growth < 1.5, " ×")
    return "\n".join(rows)


main()
