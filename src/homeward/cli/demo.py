"""`homeward demo`: the main job on realistic files, then the app on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from homeward.cli.output import add_json, emit


def register(subparsers: Any) -> None:
    """Add `demo` to the command."""
    parser = subparsers.add_parser("demo", help="play the article of February 2025 on invented people")
    parser.add_argument("--seed", type=int, default=1, help="seed of the invented world (1)")
    parser.add_argument("--data", type=Path, default=Path("demo-data"), metavar="DIR", help="folder (demo-data)")
    parser.add_argument("--story", default="article", choices=("article", "february"), help="which story")
    parser.add_argument("--people", type=int, metavar="N", help="another size of the story")
    parser.add_argument("--no-serve", action="store_true", help="stop after the pipeline")
    parser.add_argument("--port", type=int, default=8000, help="port of the app (8000)")
    add_json(parser)
    parser.set_defaults(run=run_demo)


def run_demo(args: argparse.Namespace) -> int:
    """Play the story, print what came of it, and serve the app unless told not to."""
    from homeward.demo import play_story

    told = play_story(
        args.data,
        seed=args.seed,
        story=args.story,
        people=args.people,
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    emit(told.figures, lines=told.lines, as_json=False)
    if args.json:
        emit(told.figures, lines=(), as_json=True)
    if not args.no_serve:
        from homeward.web.server import serve

        print(f"\nThe app is at http://127.0.0.1:{args.port}/ (Ctrl-C ends it).", flush=True)
        serve(args.port)
    return 0
