"""Where an app asks the apps above it, which it does not know."""

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

HOOKS: dict[str, "Hook[..., Any]"] = {}


class Hook(Generic[P, R]):
    """One question, or one order, that the app which declares it puts to whoever registered an answer.

    Higher apps register from their ``AppConfig.ready``, so the answers come in the order of ``INSTALLED_APPS``: of the
    lower app first. Raises ``ValueError`` when the name is taken.
    """

    def __init__(self, name: str) -> None:
        if name in HOOKS:
            raise ValueError(f"the hook {name} is already declared")
        HOOKS[name] = self
        self.name = name
        self.functions: tuple[Callable[P, R], ...] = ()

    def register(self, function: Callable[P, R]) -> None:
        """Have a function called after those that stand. Raises ``ValueError`` when it is already one of them."""
        if function in self.functions:
            raise ValueError(f"{function.__module__}.{function.__qualname__} is already registered for {self.name}")
        self.functions = (*self.functions, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """What each function answers, in order; what one raises stops those after it."""
        return [function(*args, **kwargs) for function in self.functions]
