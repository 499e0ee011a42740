"""Small functions, small files, all annotated."""

import ast
from statistics import median, quantiles

from tests.house.source import ROOT, functions, length, modules

MEDIAN, NINETIETH, LONGEST, FILE = 7, 20, 40, 300


def _lengths() -> dict[str, int]:
    return {
        f"{module.name}:{node.name}:{node.lineno}": length(node)
        for module in modules()
        for node in functions(module.tree)
    }


def test_functions_are_a_few_lines() -> None:
    lengths = _lengths()
    assert median(lengths.values()) <= MEDIAN
    assert quantiles(lengths.values(), n=10)[-1] <= NINETIETH
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_file_is_long() -> None:
    own = [module.path for module in modules()] + list((ROOT / "tests").rglob("*.py"))
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in own}
    assert {name: count for name, count in lines.items() if count > FILE} == {}


def test_every_function_says_what_it_takes_and_gives() -> None:
    bare = []
    for module in modules():
        for node in functions(module.tree):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            untold = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
            if untold or (node.returns is None and node.name != "__init__"):
                bare.append(f"{module.name}:{node.name}")
    assert bare == []


def test_every_module_says_what_it_is_for() -> None:
    empty = [m.name for m in modules() if m.path.read_text("utf-8").strip() and not ast.get_docstring(m.tree)]
    assert empty == []
