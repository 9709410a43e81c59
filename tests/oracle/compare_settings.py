"""Traces a model under every setting and holds each trace against PyTorch: `compare_settings.py HEADLIGHT MODEL_DIR [TEXT]`.

HEADLIGHT is the built program. The activation is no setting, so the model is also traced from a copy whose `config.json`
names the other one. Prints one line a trace, and all of those that differ; exits with 1 when one does.
"""

import contextlib
import io
import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from compare_trace import compare

TEXT = "It is a truth universally acknowledged, that a single man"
NORMS = ["norm pre", "norm post", "norm none"]
SETTINGS = [[], ["scale off"], ["mask none"], ["residual off"], ["scale off", "mask none", "residual off"],
            ["head-off 0.1", "head-off 0.0"], ["temperature 0.7"]]


def trace(program, model, text, commands, path):
    do = itertools.chain.from_iterable(["--do", command] for command in commands)
    subprocess.run([program, "trace", text, "--model", str(model), *do, "-o", str(path)], check=True)


def main():
    program, model, text = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else TEXT
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "trace.safetensors"
        for activation in ["gelu", "relu"]:
            copy = pathlib.Path(folder) / activation
            shutil.copytree(model, copy)
            config = json.loads((copy / "config.json").read_text()) | {"activation": activation}
            (copy / "config.json").write_text(json.dumps(config))
            for norm, settings in itertools.product(NORMS, SETTINGS):
                trace(program, copy, text, [norm, *settings], path)
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    agrees = compare(copy, path)
                failures += not agrees
                worst = printed.getvalue().splitlines()[0]
                print(f"{activation}, {norm}, {', '.join(settings) or 'as it is'}: {worst if agrees else printed.getvalue()}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
