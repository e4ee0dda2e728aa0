"""A formula that runs once on symbols writes down what happens to them: as a program for a page, or for the compiler.

``symbols`` are what it runs on, ``programs`` surfaces and walks for a page, ``vectors`` the step of a rule on a long
vector, for both.
"""

from helpers.faces import face

__all__, __getattr__, __dir__ = face(__name__, {
    "lines": "EACH JAVASCRIPT Branch Line",
    "plain_python": "for_symbols",
    "programs": "applied function_program known_in_page page_function surface_program walk_program with_gradient "
                "with_settings",
    "symbols": "Symbol Untraceable called literal",
    "vectors": "vector_loop vector_program"})
