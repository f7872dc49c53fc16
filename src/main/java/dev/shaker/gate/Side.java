package dev.shaker.gate;

import java.util.List;
import java.util.Optional;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.identity.EvaluationId;

/** What is known of one evaluation that a verdict asks for. */
public sealed interface Side {
    /** Empty where none can be asked for. */
    Optional<EvaluationId> id();

    /** Measured, and it is known which rows were right: of the rows as they are, or under the attack that is asked about. */
    record Measured(EvaluationId evaluation, RowSet rows, RowOutcomes outcomes) implements Side {
        @Override
        public Optional<EvaluationId> id() {
            return Optional.of(evaluation);
        }
    }

    /** Asked for and not measured yet. */
    record UnderWay(EvaluationId evaluation) implements Side {
        @Override
        public Optional<EvaluationId> id() {
            return Optional.of(evaluation);
        }
    }

    /**
     * Of no use.
     *
     * @param why what is wrong and what to do, one sentence
     */
    record Useless(Optional<EvaluationId> id, Why reason, String why) implements Side {}

    /** Why an evaluation is of no use. */
    enum Why {
        /** Nobody asked for it. */
        EVALUATION_MISSING, EVALUATION_FAILED,
        /** Nobody kept which rows were right. */
        EVALUATION_ROWS_MISSING,
        /** Measured on rows, or with a base model, that the domain has no more. */
        DATA_CHANGED,
        /** Nothing to measure on, or nobody who could. */
        NOT_EVALUATED
    }

    /**
     * What decides which rows were classified, with which truth.
     *
     * @param engine who measured, empty for Shaker itself
     */
    record RowSet(String split, String format, List<String> labels, int rowLimit, int allowedBadRows, Attack attack,
            String engine) {
        public RowSet {
            labels = List.copyOf(labels);
        }

        /** Of what is measured by that input. */
        public static RowSet of(EvaluationInput input, String engine) {
            return new RowSet(input.split(), input.format(), input.labels(), input.rowLimit(), input.allowedBadRows(),
                    input.attack(), engine);
        }
    }
}
