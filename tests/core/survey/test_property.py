"""Whatever a server accepts, prefers and refuses with, and in whatever order answers come: the map is the truth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    HelloAnswered,
    NotTls,
    Outcome,
    Refused,
    Stage,
    TimedOut,
)
from core.model.offer import Reply
from core.model.server_map import Preference, Tri
from core.survey.lists import VERSIONS, curves, group_lanes, groups_of_tls13, lanes_of, suites_of
from core.survey.plan import MOST_QUESTIONS
from core.wire.codes import Version
from core.wire.registry import cipher
from tests.core.survey.simulated import Choice, Net, Refusal, Server, answered, is_chacha, of

CLASSIC = (Version.TLS1_2, Version.TLS1_1, Version.TLS1_0, Version.SSL3)
LANES = {version: lanes_of(version) for version in CLASSIC}


def some(values: tuple[int, ...], most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def servers(draw: st.DrawFn) -> Server:
    spoken = draw(st.lists(st.sampled_from(VERSIONS[:5]), unique=True, max_size=5))
    return Server(
        suites={version: draw(some(suites_of(version), 9)) for version in spoken},
        kinds=draw(st.one_of(st.just(()), some(suites_of(Version.SSL2), 4))),
        groups=draw(some(groups_of_tls13(), 12)),
        curves=draw(some(curves(), 6)),
        schemes=draw(some((0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0401, 0x0201), 6)),
        choice=draw(st.sampled_from(Choice)),
        group_choice=draw(st.sampled_from((Choice.CLIENT, Choice.SERVER))),
        refusal=draw(st.sampled_from(Refusal)),
    )


turns = st.randoms(use_true_random=False).map(lambda random: random.randrange)


@settings(max_examples=60)
@given(server=servers(), turn=turns, at_once=st.integers(1, 9))
def test_the_map_is_the_truth(server: Server, turn: object, at_once: int) -> None:
    net = Net(of(server), at_once, turn)  # type: ignore[arg-type]
    found = net.run()
    quiet = server.refusal in (Refusal.RESET, Refusal.SILENCE)
    if quiet and all(isinstance(server.answer(offer), Closed | TimedOut) for offer in net.asked):
        assert all(v.supported is Tri.UNKNOWN for v in found.versions)  # it never said a word
        return
    for version in found.versions:
        accepted = server.kinds if version.version == Version.SSL2 else server.suites.get(version.version, ())
        assert version.supported is (Tri.YES if accepted else Tri.NO)
        assert set(version.suites) == set(accepted)
        assert version.complete == bool(accepted)
    assert found.limited is None
    assert max(net.beside) <= at_once


@settings(max_examples=40)
@given(server=servers(), turn=turns)
def test_groups_are_found_to_the_last_one(server: Server, turn: object) -> None:
    found = Net(of(server), 6, turn).run()  # type: ignore[arg-type]
    if Version.TLS1_3 in server.suites:
        assert set(found.groups).issuperset(server.groups)
        assert set(found.groups) <= {*server.groups, *server.curves}
        assert found.groups_complete


@settings(max_examples=60)
@given(server=servers(), turn=turns)
def test_preference_and_order_are_the_servers(server: Server, turn: object) -> None:
    found = Net(of(server), 6, turn).run()  # type: ignore[arg-type]
    for version in found.supported:
        mine = server.suites.get(version.version, ())
        if version.version == Version.SSL2:
            continue
        assert version.preference in expected_preferences(server, mine)
        if version.preference is Preference.SERVER:
            assert version.suites == mine


def test_chacha_first_and_weak_first_is_no_client_that_chooses() -> None:
    """What a client with ChaCha20 first gets, and one without, says nothing of the choice among the others."""
    mine = (0x0017, 0x0029, 0xCCAC)
    found = Net(of(Server(suites={Version.TLS1_2: mine}, choice=Choice.CHACHA))).run()
    assert found.supported[0].preference is Preference.CHACHA_BY_CLIENT


def expected_preferences(server: Server, mine: tuple[int, ...]) -> set[Preference]:
    if len(mine) == 1:
        return {Preference.SINGLE}
    match server.choice:
        case Choice.CLIENT:
            return {Preference.CLIENT}
        case Choice.SERVER:
            return {Preference.SERVER}
        case Choice.CHACHA:
            mixed = any(map(is_chacha, mine)) and not all(map(is_chacha, mine)) and not is_chacha(mine[0])
            return {Preference.CHACHA_BY_CLIENT} if mixed else {Preference.SERVER}


@settings(max_examples=40)
@given(server=servers().filter(lambda s: s.refusal in (Refusal.ALERTS, Refusal.FAILURE)))
def test_connections_are_bounded_by_what_is_accepted_and_the_lanes(server: Server) -> None:
    net = Net(of(server))
    net.run()
    accepted = sum(len(suites) for suites in server.suites.values())
    groups = len(server.groups) + len(server.curves) + len(group_lanes()) + 3
    spoken = [*server.suites, *((Version.SSL3,) if server.refusal is Refusal.FAILURE else ())]
    lanes = sum(len(LANES[v]) for v in CLASSIC if v in spoken or server.refusal is Refusal.FAILURE)
    order = 4 * accepted  # neighbours are compared where the server has an order
    assert len(net.asked) <= accepted + groups + lanes + order + 40


def test_the_usual_server_costs_few_connections() -> None:
    three = tuple(s for s in (0xC02F, 0xC030, 0xCCA8) if cipher(s).known)
    server = Server(suites={Version.TLS1_3: (0x1302, 0x1303, 0x1301), Version.TLS1_2: three}, choice=Choice.CLIENT)
    net = Net(of(server))
    net.run()
    assert len(net.asked) <= 40


OUTCOMES = st.one_of(
    st.builds(
        lambda version, cipher, group, kinds: answered(
            Reply(version=version, cipher=cipher, group=group, kinds=kinds, hello_retry=version == Version.TLS1_3)
        ),
        st.sampled_from([*VERSIONS, 0x7F17, 0]),
        st.one_of(st.sampled_from(suites_of(Version.TLS1_2)), st.sampled_from(suites_of(Version.TLS1_3))),
        st.one_of(st.none(), st.sampled_from(groups_of_tls13())),
        st.lists(st.integers(0, 0xFFFFFF), max_size=3).map(tuple),
    ),
    st.builds(AlertReceived, st.just(Stage.HELLO), st.just(2), st.integers(0, 255)),
    st.sampled_from(
        [
            Closed(Stage.HELLO, CloseKind.RST),
            TimedOut(Stage.HELLO, 2000.0),
            TimedOut(Stage.HELLO, 1.0, budget=True),
            NotTls("unknown", "", b""),
            Refused(),
        ]
    ),
)


@settings(max_examples=60)
@given(outcomes=st.lists(OUTCOMES, min_size=1, max_size=40), turn=turns)
def test_whatever_comes_back_a_survey_ends_and_says_only_what_it_saw(outcomes: list[Outcome], turn: object) -> None:
    net = Net(lambda _, count: outcomes[count % len(outcomes)], 6, turn)  # type: ignore[arg-type]
    found = net.run()
    assert len(net.asked) <= 2 * MOST_QUESTIONS
    chosen = {o.reply.cipher for o in outcomes if isinstance(o, HelloAnswered) and o.reply}
    assert found.suites <= chosen
