"""What `kg serve` does with queries and processes, without processes and without waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pool_world import FakeChild, World, run, settle

from kg.errors import KgError
from kg.serve import pool as pool_module
from kg.serve.evaluate import pack_message
from kg.serve.pool import Pool

BUSY = b"Too many queries run at once. Try again in a few seconds."
LOST = b"The query needs more memory than one may have, or too deep a nesting. Make it simpler."
LATE = (
    b"The query was stopped after 30 seconds. Narrow it, or start the server with a longer"
    b" --timeout."
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def told(reply: Any) -> tuple[int, bytes]:
    return reply.status, reply.body


# ---- quick queries ------------------------------------------------------------------------------


def test_two_processes_answer_and_four_are_spare(world: World) -> None:
    async def story() -> None:
        await world.open()
        assert [len(child.connections) for child in world.children] == [16] * 6
        assert await world.quick("a") == b"yes"
        assert world.pool.about.title == "A build"

    run(story())


def test_a_later_process_opens_the_store_that_the_first_one_made(world: World) -> None:
    async def story() -> None:
        await world.open()
        assert [child.terms.store for child in world.children] == ["", *["/stores/1"] * 5]

    run(story())


def test_a_graph_that_cannot_be_read_stops_the_start_with_its_sentence(world: World) -> None:
    world.broken = "graph.ttl is no Turtle."

    async def story() -> None:
        with pytest.raises(KgError, match=r"^graph\.ttl is no Turtle\.$"):
            await world.pool.start()

    run(story())


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (OSError(11, "Resource temporarily unavailable"),
         "A query process could not be started: Resource temporarily unavailable."),
        (EOFError("unexpected EOF"), "A query process could not be started: unexpected EOF."),
        ("", "A query process ended before it was ready."),
    ],
)  # fmt: skip
def test_a_process_that_does_not_start_is_told(world: World, failure: Any, sentence: str) -> None:
    world.failures = [failure]

    async def story() -> None:
        with pytest.raises(KgError) as error:
            await world.pool.start()
        assert str(error.value) == sentence

    run(story())


def test_a_process_that_never_gets_ready_is_given_up(world: World) -> None:
    async def silent(connections: Any, terms: Any) -> FakeChild:
        world.children.append(FakeChild(connections, terms))
        return world.children[-1]

    world.pool._start = silent

    async def story() -> None:
        sentence = r"^Loading the graph took too long\. Check that the machine is not overloaded\.$"
        with pytest.raises(KgError, match=sentence):
            await world.pool.start()
        assert world.children[0].killed

    run(story())


def test_at_most_four_young_queries_run_in_one_process(tmp_path: Path) -> None:
    world = World(tmp_path, jobs=1)

    async def story() -> None:
        await world.open()
        tasks = [world.ask(f"young {number}") for number in range(5)]
        await world.where("young 3")
        assert "young 4" not in world.asked
        await asyncio.sleep(0.15)  # they are not young any more
        await world.where("young 4")
        for number in range(5):
            await world.answer(f"young {number}")
        assert [(await task).status for task in tasks] == [200] * 5

    run(story())


def test_those_that_wait_go_by_turns_the_latest_the_shortest_the_oldest(tmp_path: Path) -> None:
    world = World(tmp_path, jobs=1)

    async def story() -> None:
        await world.open()
        for number in range(4):
            world.ask(f"young {number}")
        await settle()
        order = ["old and of some length", "middling", "s", "the very latest of all"]
        for text in order:
            world.ask(text)
            await settle()
        for number in range(3):
            await world.answer(f"young {number}")
            await settle()
        await world.where("s")
        assert [text for text in world.asked if text in order] == [
            "the very latest of all", "s", "old and of some length",
        ]  # fmt: skip

    run(story())


# ---- long queries -------------------------------------------------------------------------------


def test_a_long_query_moves_to_a_process_for_itself(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("long")
        quick, at = await world.where("long")
        await asyncio.sleep(0.35)
        assert (await world.where("long"))[0] is quick
        await asyncio.sleep(0.2)
        own, _ = await world.where("long")
        assert own is not quick
        assert len(own.connections) == 1
        assert quick.held_back == {100 + at}
        assert quick.killed  # nobody else waited for an answer of it, and spare ones were ready
        await world.answer("long", b"at last")
        assert (await task).body == b"at last"
        assert own.killed
        await asyncio.sleep(1)
        assert len(world.living) == 6

    run(story())


def test_a_process_that_is_retired_first_answers_its_short_queries(world: World) -> None:
    async def story() -> None:
        await world.open()
        tasks = {text: world.ask(text) for text in ("long 1", "long 2")}
        await asyncio.sleep(0.3)
        short = world.ask("short")
        quick, _ = await world.where("short")
        await asyncio.sleep(0.2)
        assert not quick.killed
        await world.answer("short")
        assert (await short).status == 200
        await asyncio.sleep(0.1)
        assert quick.killed
        del tasks

    run(story())


def test_what_is_known_to_be_long_does_not_begin_among_quick_ones(world: World) -> None:
    async def story() -> None:
        await world.open()
        for _ in range(2):
            task = world.ask("long")
            await asyncio.sleep(1)
            assert len((await world.where("long"))[0].connections) == 1
            await world.answer("long")
            await task
            before = len(world.children)
        task = world.ask("long")
        await settle()
        assert len(world.children) == before + 1
        await world.answer("long")
        assert (await task).status == 200

    run(story())


def test_a_query_that_was_long_for_its_company_is_quick_the_next_time(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("unlucky")
        await asyncio.sleep(0.5)
        await world.answer("unlucky")
        await task
        task = world.ask("unlucky")
        assert len((await world.where("unlucky"))[0].connections) == 16
        await world.answer("unlucky")
        assert (await task).status == 200

    run(story())


def test_a_long_query_is_stopped_at_its_deadline(world: World) -> None:
    async def story() -> None:
        await world.open()
        began = asyncio.get_running_loop().time()
        task = world.ask("long")
        assert told(await task) == (504, LATE)
        assert 30 <= asyncio.get_running_loop().time() - began < 30.2
        assert len(world.living) == 6

    run(story())


def test_two_long_queries_run_sixteen_wait_and_the_rest_is_told_to_come_back(world: World) -> None:
    async def story() -> None:
        await world.open()
        tasks = [world.ask(f"long {number}") for number in range(20)]
        await asyncio.sleep(5)
        done = [task.result() for task in tasks if task.done()]
        assert [told(reply) for reply in done] == [(503, BUSY)] * 2
        replies = [told(await task) for task in tasks]
        assert sorted(replies) == sorted([(504, LATE)] * 2 + [(503, BUSY)] * 18)

    run(story())


def test_a_long_query_whose_asker_has_gone_is_stopped(world: World) -> None:
    async def story() -> None:
        await world.open()
        leave = asyncio.Event()

        async def gone() -> None:
            await leave.wait()

        task = world.ask("long", gone=gone)
        await asyncio.sleep(1)
        own, _ = await world.where("long")
        leave.set()
        assert await task is None
        assert own.killed

    run(story())


def test_a_query_that_others_keep_from_running_begins_again(world: World) -> None:
    async def story() -> None:
        await world.open()
        for child in world.children:
            child.share = 0.0
        task = world.ask("crowded")
        first = await world.where("crowded")
        await asyncio.sleep(0.55)
        second = await world.where("crowded")
        assert first[0] is not second[0]
        assert len(second[0].connections) == 16
        await world.answer("crowded")
        assert told(await task) == (200, b"yes")

    run(story())


def test_a_query_that_never_gets_to_run_moves_in_the_end(world: World) -> None:
    async def story() -> None:
        await world.open()
        start = world.start

        async def starved(connections: Any, terms: Any) -> FakeChild:
            child = await start(connections, terms)
            child.share = 0.0
            return child

        world.pool._start = starved
        for child in world.children:
            child.share = 0.0
        world.ask("starved")
        await asyncio.sleep(1.5)
        assert len((await world.where("starved"))[0].connections) == 16
        await asyncio.sleep(1)
        assert len((await world.where("starved"))[0].connections) == 1

    run(story())


# ---- a siege ------------------------------------------------------------------------------------


def test_long_queries_never_take_the_last_quick_processes_away(world: World) -> None:
    async def story() -> None:
        await world.open()
        assert await world.quick("known") == b"yes"
        world.broken = OSError(11, "Resource temporarily unavailable")
        for number in range(30):
            world.ask(f"long {number}")
            await asyncio.sleep(0.2)
        able = [child for child in world.living if len(child.connections) == 16]
        assert len(able) >= 2
        assert await world.quick("known") == b"yes"
        assert not able[0].killed

    run(story())


def test_with_few_spare_ones_a_process_goes_on_with_three_long_queries(tmp_path: Path) -> None:
    world = World(tmp_path, jobs=1)

    async def story() -> None:
        await world.open()
        world.broken = OSError(11, "Resource temporarily unavailable")
        world.ask("long 0")
        first, _ = await world.where("long 0")
        await asyncio.sleep(0.6)  # two were spare: one takes the place
        assert [child for child in world.children if child.killed] == [first]
        for number in range(1, 4):
            world.ask(f"long {number}")
        await asyncio.sleep(0.6)
        assert len(world.living) == 2
        quick, _ = await world.where("long 3")
        assert not quick.killed
        world.ask("long 4")
        await asyncio.sleep(0.6)
        assert quick.killed
        assert len(world.living) == 1

    run(story())


def test_simple_queries_are_answered_at_once_during_a_siege(world: World) -> None:
    async def story() -> None:
        await world.open()
        loop = asyncio.get_running_loop()
        for number in range(120):
            world.ask(f"long {number}")
            began = loop.time()
            assert await world.quick(f"simple {number}") == b"yes"
            assert loop.time() - began < 0.01
            await asyncio.sleep(1 / 6)

    run(story())


def test_a_process_that_is_slow_to_start_holds_nothing_up(world: World) -> None:
    start = world.start

    async def slow(connections: Any, terms: Any) -> FakeChild:
        await asyncio.sleep(5)
        return await start(connections, terms)

    async def story() -> None:
        await world.open()
        world.pool._start = slow
        await test_body(world)

    async def test_body(world: World) -> None:
        loop = asyncio.get_running_loop()
        assert await world.quick("known") == b"yes"
        for number in range(60):
            world.ask(f"long {number}")
            began = loop.time()
            assert await world.quick("known") == b"yes"
            assert loop.time() - began < 0.01
            await asyncio.sleep(1 / 6)

    run(story())


# ---- processes that end -------------------------------------------------------------------------


def test_a_query_known_to_be_quick_outlives_every_process(world: World) -> None:
    async def story() -> None:
        await world.open()
        assert await world.quick("known") == b"yes"
        for _ in range(3):
            for child in world.living:
                child.die()
            task = world.ask("known")
            await asyncio.sleep(0.5)
            await world.answer("known")
            assert told(await task) == (200, b"yes")
            await asyncio.sleep(1)
            assert len(world.living) == 6

    run(story())


def test_a_process_killed_in_the_middle_costs_others_no_answer(world: World) -> None:
    async def story() -> None:
        await world.open()
        tasks = {text: world.ask(text) for text in ("a", "b", "c")}
        killed, _ = await world.where("a")
        killed.die()
        await asyncio.sleep(0.2)
        for text, task in tasks.items():
            assert (await world.where(text))[0] is not killed
            await world.answer(text)
            assert told(await task) == (200, b"yes")

    run(story())


def test_a_query_that_ends_its_processes_ends_three_at_most(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("bomb")
        for slots in (16, 16, 1):
            child, _ = await world.where("bomb")
            assert len(child.connections) == slots
            child.die()
            await asyncio.sleep(0.1)
        assert told(await task) == (500, LOST)
        await asyncio.sleep(1)
        assert len(world.living) == 6

    run(story())


def test_an_old_query_in_a_process_that_ends_is_taken_for_the_cause(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.ask("greedy")
        await asyncio.sleep(0.2)
        (await world.where("greedy"))[0].die()
        await asyncio.sleep(0.1)
        assert len((await world.where("greedy"))[0].connections) == 1

    run(story())


def test_a_spare_process_that_ends_is_replaced(world: World) -> None:
    async def story() -> None:
        await world.open()
        for child in world.children[2:]:
            child.die()
        await asyncio.sleep(1)
        assert len(world.living) == 6
        assert await world.quick("a") == b"yes"

    run(story())


def test_a_process_for_a_long_query_is_started_again_when_it_is_lost(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("long")
        await asyncio.sleep(0.35)
        world.failures = [OSError(11, "Resource temporarily unavailable"), ""]
        await asyncio.sleep(0.5)
        await world.answer("long")
        assert told(await task) == (200, b"yes")

    run(story())


def test_a_place_in_a_process_that_ends_before_it_is_asked_is_given_back(tmp_path: Path) -> None:
    world = World(tmp_path, jobs=1)

    async def story() -> None:
        await world.open()
        assert await world.quick("known") == b"yes"
        evaluator = world.pool._quick[0]
        full(world)
        task = world.ask("known")
        await settle()
        evaluator.returned(next(iter(evaluator._busy)))  # the waiter has its place, and asks next
        evaluator.alive = False
        await settle()
        assert len(evaluator._busy) == 15
        await asyncio.sleep(0.2)
        await world.answer("known")
        assert told(await task) == (200, b"yes")

    run(story())


# ---- nothing starts -----------------------------------------------------------------------------


MISSING = "{graph} does not exist. Run 'kg build' first, or name an RDF file."


def fill(world: World) -> list[asyncio.Task[Any]]:
    """Ask as many long queries as take every place of the quick processes."""
    return [world.ask(f"long {number}") for number in range(100)]


def test_while_no_process_starts_the_reason_is_told_within_a_second(world: World) -> None:
    async def story() -> None:
        await world.open()
        sentence = MISSING.format(graph=world.graph)
        world.broken = sentence
        fill(world)
        await asyncio.sleep(5)
        full(world)
        began = asyncio.get_running_loop().time()
        reply = await world.ask("another")
        assert told(reply) == (
            503,
            b"graph.ttl does not exist. Run 'kg build' first, or name an RDF file.",
        )
        assert asyncio.get_running_loop().time() - began < 1
        assert world.said == [f"Could not start a query process, retrying: {sentence}"]

    run(story())


def test_a_process_lost_by_chance_as_it_starts_is_nothing_to_tell(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.failures = ["", OSError(11, "Resource temporarily unavailable")]
        for child in world.living:
            child.die()
        await asyncio.sleep(0.5)
        assert await world.quick("a") == b"yes"
        assert world.said == []

    run(story())


def test_a_long_query_for_which_no_process_starts_is_told_at_once(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.broken = MISSING.format(graph=world.graph)
        began = asyncio.get_running_loop().time()
        reply = await world.ask("long")
        assert told(reply) == (
            503, b"graph.ttl does not exist. Run 'kg build' first, or name an RDF file.",
        )  # fmt: skip
        assert asyncio.get_running_loop().time() - began < 1

    run(story())


def test_once_processes_start_again_queries_are_answered_again(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.broken = MISSING.format(graph=world.graph)
        tasks = fill(world)
        await asyncio.sleep(40)
        assert all(task.done() for task in tasks)
        world.broken = None
        await asyncio.sleep(3)
        assert world.said[1:] == ["Query processes are running again."]
        assert await world.quick("a") == b"yes"
        assert len(world.living) == 6

    run(story())


# ---- waiting ------------------------------------------------------------------------------------


def full(world: World) -> None:
    """Take every place of the quick processes, as if long queries ran there."""
    for evaluator in world.pool._quick:
        while evaluator.free:
            evaluator.take()


def test_who_waits_past_the_deadline_is_told_to_come_back(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.pool._must_go = lambda *_: False  # type: ignore[method-assign]
        full(world)
        began = asyncio.get_running_loop().time()
        assert told(await world.ask("a")) == (503, BUSY)
        assert asyncio.get_running_loop().time() - began == pytest.approx(30, abs=0.1)
        assert world.pool._waiting == []

    run(story())


@pytest.mark.parametrize("late", [True, False])
def test_a_place_that_comes_as_its_waiter_leaves_is_free_for_others(
    world: World, late: bool
) -> None:
    async def story() -> None:
        await world.open()
        world.pool._must_go = lambda *_: False  # type: ignore[method-assign]
        await world.quick("known")
        full(world)
        task = world.ask("known")
        await settle()
        evaluator = world.pool._quick[0]
        slot = next(iter(evaluator._busy))
        if late:  # in the same moment as the deadline, before it
            at = world.pool._waiting[0].since + 30 - 1e-10
            asyncio.get_running_loop().call_at(at, evaluator.returned, slot)
            assert told(await task) == (503, BUSY)
        else:
            evaluator.returned(slot)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert evaluator.free == [slot]
        assert world.pool._waiting == []

    run(story())


def test_a_waiter_learns_that_its_query_is_known_to_be_long(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.pool._must_go = lambda *_: False  # type: ignore[method-assign]
        full(world)
        task = world.ask("long")
        await settle()
        world.pool._remember(world.pool._waiting[0].text, pool_module.LONG)
        assert world.pool._waiting == []
        await settle()
        await world.answer("long")
        assert told(await task) == (200, b"yes")

    run(story())


@pytest.mark.parametrize(("size", "most"), [(10, 256), (2**20, 16)])
def test_what_waits_is_bounded_in_number_and_bytes(world: World, size: int, most: int) -> None:
    async def story() -> None:
        await world.open()
        world.pool._must_go = lambda *_: False  # type: ignore[method-assign]
        full(world)
        tasks = [world.ask(f"{number:0{size}}") for number in range(most)]
        await settle()
        assert not any(task.done() for task in tasks)
        assert told(await world.ask("0" * (size - 1) + "x")) == (503, BUSY)

    run(story())


def test_what_is_remembered_is_bounded(world: World) -> None:
    for number in range(5000):
        world.pool._remember(number, pool_module.QUICK)
    assert list(world.pool._known) == list(range(904, 5000))


# ---- long answers -------------------------------------------------------------------------------


def spooled(child: FakeChild) -> Path:
    path = child.terms.spool / "3-1"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a long answer")
    return path


def test_a_long_answer_is_an_open_file_whose_name_is_gone(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("a")
        child, at = await world.where("a")
        path = spooled(child)
        child.answer(at, pack_message(b"@", "text/csv", str(path).encode()))
        reply = await task
        assert (reply.status, reply.media_type) == (200, "text/csv")
        assert not path.exists()
        with reply.body as stream:
            assert stream.read() == b"a long answer"

    run(story())


def test_a_long_answer_that_nobody_waits_for_is_removed(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("a")
        child, at = await world.where("a")
        task.cancel()
        await settle()
        path = spooled(child)
        child.answer(at, pack_message(b"@", "text/csv", str(path).encode()))
        await settle()
        assert not path.exists()

    run(story())


def test_a_long_answer_that_a_cleaner_took_is_told_without_its_path(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("a")
        child, at = await world.where("a")
        child.answer(at, pack_message(b"@", "text/csv", b"/spool/0/3-1"))
        assert told(await task) == (
            500, b"The answer was removed before it could be sent. Ask again.",
        )  # fmt: skip

    run(story())


def test_what_a_process_leaves_is_removed_once_it_is_gone(world: World) -> None:
    async def story() -> None:
        await world.open()
        world.ask("long")
        await asyncio.sleep(1)
        child, _ = await world.where("long")
        child.kill = lambda: setattr(child, "killed", True)  # type: ignore[method-assign]
        path = spooled(child)
        await asyncio.sleep(30)
        assert child.killed
        assert path.exists()  # it may still write
        child.gone = True
        await asyncio.sleep(0.1)
        assert not path.parent.exists()

    run(story())


# ---- builds -------------------------------------------------------------------------------------


def test_a_new_build_replaces_every_process(world: World) -> None:
    async def story() -> None:
        await world.open()
        old = list(world.children)
        world.about = {"title": "Another", "store": "/stores/2"}
        world.graph.write_text("another")
        await asyncio.sleep(2)
        assert world.said == ["Serving the new build."]
        assert all(child.killed for child in old)
        assert world.pool.about.title == "Another"
        new = [child for child in world.children if child not in old]
        assert [child.terms.store for child in new] == ["", *["/stores/2"] * 5]

    run(story())


def test_a_broken_build_is_told_once_and_tried_again_later_and_later(world: World) -> None:
    async def story() -> None:
        await world.open()
        old = list(world.children)
        world.broken = "graph.ttl is no Turtle."
        world.graph.write_text("this is not valid Turtle")
        await asyncio.sleep(60)
        assert world.said == [
            "The new build could not be loaded; still serving the previous one:"
            " graph.ttl is no Turtle."
        ]
        assert world.living == old
        assert 5 <= len(world.children) - 6 <= 8  # after 1, 2, 4, 8, 16, 32 seconds
        assert await world.quick("a") == b"yes"
        world.broken = None
        await asyncio.sleep(60)
        assert world.said[1:] == ["Serving the new build."]

    run(story())


def test_a_graph_that_is_gone_and_comes_back_changes_nothing(world: World) -> None:
    async def story() -> None:
        await world.open()
        aside = world.graph.with_suffix(".aside")
        world.graph.rename(aside)
        await asyncio.sleep(5)
        assert await world.quick("a") == b"yes"
        aside.rename(world.graph)
        await asyncio.sleep(5)
        assert await world.quick("a") == b"yes"
        assert world.said == []
        assert len(world.children) == 6

    run(story())


def test_a_process_that_was_started_for_the_build_before_is_not_used(world: World) -> None:
    start = world.start
    waits: list[Callable[[], None]] = []

    async def held(connections: Any, terms: Any) -> FakeChild:
        if terms.store == "/stores/1":
            event = asyncio.Event()
            waits.append(event.set)
            await event.wait()
        return await start(connections, terms)

    async def story() -> None:
        await world.open()
        world.pool._start = held
        world.children[2].die()  # a spare one
        await asyncio.sleep(0.2)
        assert len(waits) == 1
        world.about = {"title": "Another", "store": "/stores/2"}
        world.graph.write_text("another")
        await asyncio.sleep(1)
        waits[0]()
        await asyncio.sleep(2)
        late = [child for child in world.children[6:] if child.terms.store == "/stores/1"]
        assert [child.killed for child in late] == [True]
        assert len(world.living) == 6

    run(story())


# ---- the end ------------------------------------------------------------------------------------


def test_at_the_end_whoever_waits_is_told_so(world: World) -> None:
    async def story() -> None:
        await world.open()
        running = world.ask("running")
        await settle()
        full(world)
        waiting = world.ask("waiting")
        long = world.ask("long")
        await settle()
        await world.pool.close()
        later = world.ask("later")
        for task in (running, waiting, long, later):
            assert told(await task) == (503, b"The server is shutting down.")
        assert world.living == []

    run(story())


def test_a_long_query_that_starts_at_the_end_leaves_no_process(world: World) -> None:
    async def story() -> None:
        await world.open()
        task = world.ask("long")
        await asyncio.sleep(0.35)
        start = world.start

        async def slow(connections: Any, terms: Any) -> FakeChild:
            await asyncio.sleep(1)
            return await start(connections, terms)

        world.pool._start = slow
        await asyncio.sleep(0.2)
        await world.pool.close()
        assert told(await task) == (503, b"The server is shutting down.")
        assert world.living == []

    run(story())


def test_the_pool_has_as_many_jobs_as_it_is_given(tmp_path: Path) -> None:
    async def story() -> None:
        world = World(tmp_path, jobs=3)
        await world.open()
        assert len(world.children) == 9
        assert isinstance(world.pool, Pool)

    run(story())
