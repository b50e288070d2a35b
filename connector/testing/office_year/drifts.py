"""Seeded drifts of a year: at most one to a dossier, each with the case it must be found as."""

import random
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from connector.domain.mismatch import Kind
from connector.testing.office_year import drifts_of_places, drifts_of_states, drifts_of_values
from connector.testing.office_year.bulk import BULK, close_in_bulk
from connector.testing.office_year.recipes import Recipe
from connector.testing.office_year.views import Views

RECIPES: tuple[Recipe, ...] = (*drifts_of_places.RECIPES, *drifts_of_states.RECIPES, *drifts_of_values.RECIPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One altered dossier. ``cases`` is what it must be found as: (kind, code), and nothing else."""

    kind: Kind
    code: str
    what: str  #: how the sides were altered
    cases: frozenset[tuple[Kind, str]]


def drift(told: list[Views], number: int, *, seed: int) -> tuple[Drift, ...]:
    """Alter so many of the dossiers, every kind about as often; a double is added to ``told``."""
    if number == 0:
        return ()
    chance = random.Random(f"{seed}:drifts")
    untouched = {view.life.number: view for view in told}
    in_bulk = close_in_bulk(list(untouched.values())) if number >= len(RECIPES) + BULK else []
    for view in in_bulk:
        del untouched[view.life.number]
    done = [_in_bulk(view) for view in in_bulk]
    for recipe, times in _shared_out(told, number - len(done)):
        done += [_altered(recipe, view, told, chance) for view in _chosen(recipe, untouched, times, chance)]
    return tuple(done)


def _shared_out(told: Sequence[Views], number: int) -> Iterable[tuple[Recipe, int]]:
    """Recipe → how often, the one that fits fewest dossiers first: what fits many finds its own last."""
    each, rest = divmod(number, len(RECIPES))
    times = {recipe.name: each + (place < rest) for place, recipe in enumerate(RECIPES)}
    rare_first = sorted(RECIPES, key=lambda recipe: sum(map(recipe.fits, told)))
    return [(recipe, times[recipe.name]) for recipe in rare_first]


def _chosen(recipe: Recipe, untouched: dict[int, Views], times: int, chance: random.Random) -> list[Views]:
    fitting = [view for view in untouched.values() if recipe.fits(view)]
    if len(fitting) < times:
        raise ValueError(f"{len(fitting)} dossiers are fit for {recipe.name}, {times} are wanted: make the year larger")
    chosen = chance.sample(fitting, times)
    for view in chosen:
        del untouched[view.life.number]
    return chosen


def _altered(recipe: Recipe, view: Views, told: list[Views], chance: random.Random) -> Drift:
    double = recipe.alter(view, chance)
    if double is not None:
        told.append(double)
    if not recipe.on_portal:  # the portal has what the one-stop has
        for one in (view, *([double] if double else [])):
            one.portal, one.portal_steps = deepcopy(one.target), deepcopy(one.steps)
    codes = [view.code, *([double.code] if double else [])]
    cases = frozenset((kind, code) for code in codes for kind in recipe.kinds)
    return Drift(kind=recipe.kinds[0], code=view.code, what=recipe.name, cases=cases)


def _in_bulk(view: Views) -> Drift:
    cases = frozenset({(Kind.BULK_CLOSED, view.code)})
    return Drift(kind=Kind.BULK_CLOSED, code=view.code, what="closed with eleven others in five minutes", cases=cases)
