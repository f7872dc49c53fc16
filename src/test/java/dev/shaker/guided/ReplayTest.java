package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplayTest {
    private static final int ROWS = 120;
    private static final int SEARCH = 80;

    /**
     * A search that is left after every batch: one goes on where it stood, and a new one goes through all of it again; both must
     * get to the same place.
     */
    private static Replay.Step interrupted(Supplier<Replay> search, SubsetMeasurer measurer, List<Integer> rounds) {
        Set<String> measured = new HashSet<>();
        List<Consumer<Replay>> kept = new ArrayList<>();
        try (Replay standing = search.get()) {
            while (true) {
                Replay.Step step = standing.next();
                try (Replay other = search.get()) {
                    kept.forEach(one -> one.accept(other));
                    assertThat(other.next()).isEqualTo(step);
                }
                if (!(step instanceof Replay.Missing(List<Batch> batches))) {
                    return step;
                }
                assertThat(batches).isNotEmpty();
                rounds.add(batches.size());
                for (Batch batch : batches) {
                    List<RowAnswers> answers = measurer.measure(batch);
                    for (int i = 0; i < answers.size(); i++) {
                        long mask = batch.masks().get(i);
                        RowAnswers answer = answers.get(i);
                        List<DomainName> members = IntStream.range(0, batch.candidates().size())
                                .filter(bit -> (mask >> bit & 1) == 1).mapToObj(batch.candidates()::get).toList();
                        for (int row = batch.from(); row < batch.to(); row++) {
                            assertThat(measured.add(batch.target() + " " + members + " " + row)).isTrue();
                        }
                        kept.add(replay -> replay.add(batch.target(), members, batch.from(), batch.to(), answer));
                        kept.getLast().accept(standing);
                    }
                }
            }
        }
    }

    private static Question question(QuadraticWorld world, Objective objective, int most, long budget,
            int... targets) {
        return new Question(world.domains(),
                Arrays.stream(targets).mapToObj(target -> world.target(target, SEARCH)).toList(), objective, 1, most,
                Set.of(), Set.of(), budget, 0.95, 0.01, 3);
    }

    @Test
    void aSearchThatIsLeftAfterEveryRoundFindsWhatItFindsInOneGo() {
        for (Objective objective : List.of(new Objective.Best(), new Objective.Largest(0.1),
                new Objective.Smallest(0.02))) {
            QuadraticWorld world = new QuadraticWorld(7, ROWS, 4);
            Question question = question(world, objective, 5, 9000, 1, 4);
            Priors none = Priors.none(7);
            Found whole = GuidedSearch.search(question, none, none, world);
            List<Integer> rounds = new ArrayList<>();

            Replay.Step step = interrupted(() -> Replay.search(question, none, none),
                    new QuadraticWorld(7, ROWS, 4), rounds);

            assertThat(step).isEqualTo(new Replay.Searched(whole));
            // Alone, pairs, rounds, race and confirmation; what two targets need at the same time comes together.
            assertThat(rounds).hasSizeBetween(5, 25).contains(2);
        }
    }

    @Test
    void manyCandidatesAreScreenedOnceAndTheirRowsCountAgain() {
        QuadraticWorld world = new QuadraticWorld(40, ROWS, 4);
        Question question = question(world, new Objective.Best(), 3, 40_000, 1);
        Priors none = Priors.none(40);
        Found whole = GuidedSearch.search(question, none, none, world);

        Replay.Step step = interrupted(() -> Replay.search(question, none, none),
                new QuadraticWorld(40, ROWS, 4), new ArrayList<>());

        assertThat(step).isEqualTo(new Replay.Searched(whole));
    }

    @Test
    void aPackingThatIsLeftAfterEveryRoundPacksTheSame() {
        QuadraticWorld world = new QuadraticWorld(6, ROWS, 4);
        Question question = question(world, new Objective.Largest(0.1), 6, 20_000, 0, 1, 2, 3, 4, 5);
        Packing.Packed whole = Packing.pack(question, Priors.none(6), world);

        Replay.Step step = interrupted(() -> Replay.pack(question, Priors.none(6)),
                new QuadraticWorld(6, ROWS, 4), new ArrayList<>());

        assertThat(step).isEqualTo(new Replay.PackedUp(whole));
    }

    /** With the sample's rows right and wrong; what a row's logits are is made up from these. */
    @Test
    void theSamplesSearchIsTheSameWhereverItIsLeft() {
        SubsetTable table = SubsetTable.of("nli");
        TargetRows rows = table.rows(0, table.size() / 2);
        Question question = Question.best(SubsetTable.DOMAINS, rows, 2, 3, 2500, 0);
        SubsetMeasurer measurer = batch -> batch.masks().stream()
                .map(mask -> answer(table, mask, rows.split().order().rows(batch.from(), batch.to()))).toList();
        Priors none = Priors.none(13);
        Found whole = GuidedSearch.search(question, none, none, measurer);
        List<Integer> rounds = new ArrayList<>();

        Replay.Step step = interrupted(() -> Replay.search(question, none, none), measurer, rounds);

        assertThat(step).isEqualTo(new Replay.Searched(whole));
        assertThat(whole.choices()).isNotEmpty();
    }

    private static RowAnswers answer(SubsetTable table, long mask, int[] places) {
        BitSet right = table.answer(mask, places).right();
        float[] logits = new float[places.length * table.classes()];
        for (int row = 0; row < places.length; row++) {
            logits[row * table.classes() + table.labels()[places[row]]] = right.get(row) ? 1 : -1;
        }
        return new RowAnswers(logits, right);
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsRefusedToWhoeverAsks() {
        QuadraticWorld world = new QuadraticWorld(4, ROWS, 4);
        try (Replay replay = Replay.search(question(world, new Objective.Best(), 4, 10, 1), Priors.none(4),
                Priors.none(4))) {
            assertThatThrownBy(replay::next).extracting("code").isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThatThrownBy(replay::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void onlyTheRowsThatAreMissingAreAskedFor() {
        QuadraticWorld world = new QuadraticWorld(3, ROWS, 4);
        DomainName target = world.domains().getFirst();
        Batch whole = new Batch(target, world.domains(), List.of(1L, 3L), 0, 20);
        StoredAnswers stored = new StoredAnswers();
        List<RowAnswers> first = world.measure(new Batch(target, world.domains(), List.of(1L, 3L), 0, 7));
        stored.add(target, List.of(target), 0, 7, first.getFirst());
        stored.add(target, world.domains().subList(0, 2), 0, 7, first.get(1));
        assertThat(stored.missing(whole)).containsExactly(new Batch(target, world.domains(), List.of(1L, 3L), 7, 20));

        List<RowAnswers> rest = world.measure(new Batch(target, world.domains(), List.of(3L), 7, 30));
        stored.add(target, world.domains().subList(0, 2), 7, 30, rest.getFirst());

        assertThat(stored.missing(whole)).containsExactly(new Batch(target, world.domains(), List.of(1L), 7, 20));
        Batch three = new Batch(target, world.domains(), List.of(3L), 0, 20);
        RowAnswers joined = stored.of(three).getFirst();
        RowAnswers once = new QuadraticWorld(3, ROWS, 4).measure(three).getFirst();
        assertThat(joined.logits()).containsExactly(once.logits());
        assertThat(joined.right()).isEqualTo(once.right());
    }
}
