"""How a module answers machines: problem responses of RFC 9457, in the language the client accepts."""

from .problems import PROBLEM_SCHEMA, Problem, problem, problem_response

__all__ = ["PROBLEM_SCHEMA", "Problem", "problem", "problem_response"]
