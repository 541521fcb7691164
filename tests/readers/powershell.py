"""Whether the grammar of PowerShell takes a script on stdin: prints each place where it does not."""

import sys

import tree_sitter
import tree_sitter_powershell

# The grammar does not know a method that is given a block without parentheses, as PowerShell does since version 4.
script = sys.stdin.read().replace(".Where{", ".Where({").replace('*" } |', '*" }) |')
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def tell(node):
    if node.is_error or node.is_missing:
        print(node.start_point.row + 1, node.text[:60])
    for child in node.children:
        tell(child)


tell(parser.parse(script.encode()).root_node)
