package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class MixCommandTest {
    private final FakeInstance instance = new FakeInstance();

    @BeforeEach
    void publishThree() {
        CommandLineRun run = CommandLineRun.of(instance, "adapter", "publish", "--space", "mini", "--base",
                "s3://b/base/", "--labels", "a,b", "--test", "src/sample/domains/{domain}/test.tsv",
                "src/sample/lora/nli", "src/sample/lora/posts", "src/sample/lora/films");
        assertThat(run.exitCode()).isZero();
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void aMixtureIsRequestedAwaitedAndShownWithItsAccuracies() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--size", "2", "--sparsity", "0.4");
        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                mixture mixture-1
                  members   nli, posts
                  mean FSD  0.2500
                  sparsity  0.4000
                  recipe    s3://bucket/mixtures/mini/mixture-1/recipe.json
                  of        space mini, generation 3

                domain              alone             mixed    drop
                nli     100.0 % (300/300)  90.0 % (270/300)  10.0 %
                posts   100.0 % (300/300)  90.0 % (270/300)  10.0 %
                """);
        JsonNode request = instance.catalogue.mixtureRequests.getFirst();
        assertThat(request.at("/select/strategy").asText()).isEqualTo("greedy");
        assertThat(request.at("/select/size").asInt()).isEqualTo(2);
        assertThat(request.at("/prune/sparsity").decimalValue()).isEqualByComparingTo("0.4");
        assertThat(request.at("/evaluate/skip").asBoolean()).isFalse();
    }

    @Test
    void underEachAttackDomainsAreShownAloneAndMixed() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--members", "nli,posts", "--attack",
                "fgsm:epsilon=0.01", "--attack", "textfooler:similarity=0.9,wordVectors=s3://b/v.txt,candidates=50");
        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("""

                under fgsm epsilon 0.01
                domain             alone             mixed    drop
                nli     70.0 % (210/300)  50.0 % (150/300)  20.0 %
                posts   70.0 % (210/300)  50.0 % (150/300)  20.0 %

                under textfooler similarity 0.9 wordVectors s3://b/v.txt candidates 50
                domain             alone             mixed    drop  words changed  queries
                nli     70.0 % (210/300)  50.0 % (150/300)  20.0 %         12.5 %     4321
                posts   70.0 % (210/300)  50.0 % (150/300)  20.0 %         12.5 %     4321
                """);
        assertThat(Documents.compact(instance.catalogue.mixtureRequests.getFirst().at("/evaluate/attacks")))
                .isEqualTo("[{\"name\":\"fgsm\",\"epsilon\":0.01},{\"name\":\"textfooler\",\"similarity\":0.9,"
                        + "\"wordVectors\":\"s3://b/v.txt\",\"candidates\":50}]");
    }

    @Test
    void anAttackThatFailedIsToldAndFails() {
        // Given
        instance.catalogue.aloneWorks = false;
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--members", "nli", "--attack", "fgsm", "--json");
        // Then
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        JsonNode attack = run.document().at("/accuracies/0/attacks/0");
        assertThat(attack.at("/mixed/correct").asInt()).isEqualTo(150);
        assertThat(attack.path("alone").isNull()).isTrue();
        assertThat(attack.at("/error/code").asText()).isEqualTo("data-file-invalid");
        assertThat(CommandLineRun.of(instance, "mix", "--attack", "fgsm:0.01").err()).contains("KEY=VALUE");
    }

    @Test
    void allThatCanBeChosenIsInTheRequest() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--space", "mini", "--members", "films,nli",
                "--targets", "nli", "--sparsity", "0.29", "--scope", "global", "--layers", "4", "--against", "all",
                "--merge", "mean", "--weights", "films=0.7,nli=0.3", "--rows", "100", "--evaluate", "films",
                "--request-id", "mine", "--json");
        // Then
        assertThat(run.document().at("/accuracies")).hasSize(1);
        assertThat(Documents.compact(instance.catalogue.mixtureRequests.getFirst())).isEqualTo(
                "{\"requestId\":\"mine\",\"select\":{\"strategy\":\"explicit\",\"targets\":[\"nli\"],"
                        + "\"members\":[\"films\",\"nli\"]},\"prune\":{\"sparsity\":0.29,\"scope\":\"global\","
                        + "\"layers\":4,\"against\":\"all\"},\"merge\":{\"method\":\"mean\",\"weights\":"
                        + "{\"films\":0.7,\"nli\":0.3}},\"evaluate\":{\"domains\":[\"films\"],\"rowLimit\":100,"
                        + "\"skip\":false}}");
    }

    @Test
    void aScoreAndItsParametersAreInTheRequest() {
        // When
        CommandLineRun.of(instance, "mix", "--space", "mini", "--size", "2", "--sparsity", "0.4", "--prune-score",
                "synflow", "--prune-rounds", "100", "--keep-biases");
        CommandLineRun.of(instance, "mix", "--space", "mini", "--size", "2", "--sparsity", "0.4", "--prune-score",
                "random", "--prune-seed", "7");
        CommandLineRun lost = CommandLineRun.of(instance, "mix", "--space", "mini", "--prune-score", "random");
        // Then
        assertThat(instance.catalogue.mixtureRequests.stream().map(request -> Documents.compact(request.path("prune"))))
                .containsExactly("{\"sparsity\":0.4,\"score\":\"synflow\",\"rounds\":100,\"biases\":\"keep\"}",
                        "{\"sparsity\":0.4,\"score\":\"random\",\"seed\":7}");
        assertThat(lost.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(lost.err()).contains("--sparsity");
    }

    @Test
    void everyMethodAndItsParametersAreInTheRequestNumbersAsNumbers() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--space", "mini", "--strategy", "exact", "--size", "2",
                "--basis", "update", "--method", "ties", "--density", "0.2", "--align", "procrustes", "--rank", "8",
                "--merge-seed", "7", "--heads", "mean", "--weights", "films=0.5,nli=-1", "--no-wait");
        // Then
        assertThat(run.exitCode()).isZero();
        JsonNode request = instance.catalogue.mixtureRequests.getFirst();
        assertThat(Documents.compact(request.path("select"))).isEqualTo(
                "{\"strategy\":\"exact\",\"size\":2,\"targets\":[],\"members\":[],\"basis\":\"update\"}");
        assertThat(Documents.compact(request.path("merge"))).isEqualTo(
                "{\"method\":\"ties\",\"weights\":{\"films\":0.5,\"nli\":-1},\"parameters\":{\"align\":\"procrustes\","
                        + "\"heads\":\"mean\",\"density\":0.2,\"rank\":8,\"seed\":7}}");
    }

    @Test
    void aDryRunShowsThePlanAndAsksForNothing() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--space", "mini", "--size", "1", "--dry-run");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                would make mixture mixture-1
                  of        space mini, generation 3, basis factors
                  mean FSD  0.2500
                  method    mean

                member  weight  mean FSD to all  similarity  layers pruned
                nli          1           0.2500
                """);
        assertThat(instance.catalogue.mixtureRequests).isEmpty();
    }

    @Test
    void adviceIsAVerdictWithReasonsAndAnExitCode() {
        // When
        CommandLineRun caution = CommandLineRun.of(instance, "fsd", "advise", "--space", "mini", "--members",
                "films,nli",
                "--method", "concat");
        instance.catalogue.verdict = "do-not";
        CommandLineRun refused = CommandLineRun.of(instance, "fsd", "advise", "--space", "mini", "--json");
        // Then
        assertThat(caution.exitCode()).isZero();
        assertThat(caution.out()).isEqualTo(
                """
                        verdict   caution
                          space     mini, generation 3
                          members   films, nli
                          mixture   mixture-1
                          init seed shared
                          no-shared-direction: adapters of 'films' and 'nli' disagree in 49.9 % of signs

                        pair         FSD factors  non-zero  FSD update  non-zero  cosine  norm ratio  worst layer                           its FSD
                        films - nli       0.2000    0.4000      0.4980    0.4990  0.0300      0.9400  encoder.layer.0.attention.self.query   0.5000
                        """);
        assertThat(instance.catalogue.mixtureRequests.getFirst().at("/merge/method").asText()).isEqualTo("concat");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.document().path("verdict").asText()).isEqualTo("do-not");
    }

    @Test
    void aMixtureIsRebuiltByIdOrByItsRecipe(@TempDir Path directory) throws IOException {
        // Given
        Path recipe = Files.writeString(directory.resolve("recipe.json"), "{\"id\": \"abcdef\", \"members\": []}");
        // When
        CommandLineRun byId = CommandLineRun.of(instance, "mixture", "rebuild", "mixture-1");
        instance.catalogue.rebuildsEqual = false;
        CommandLineRun byFile = CommandLineRun.of(instance, "mixture", "rebuild", recipe.toString());
        // Then
        assertThat(byId.exitCode()).isZero();
        assertThat(byId.out()).contains("equal    recipe.json").endsWith("the same bytes\n");
        assertThat(instance.requests("POST /api/v1/spaces/mini/mixtures/")).containsExactly(
                "POST /api/v1/spaces/mini/mixtures/mixture-1/rebuild",
                "POST /api/v1/spaces/mini/mixtures/abcdef/rebuild");
        assertThat(instance.catalogue.mixtureRequests.getLast().path("id").asText()).isEqualTo("abcdef");
        assertThat(byFile.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(byFile.out()).contains("DIFFERS  recipe.json");
    }

    @Test
    void aThresholdBelongsToItsStrategy() {
        assertThat(CommandLineRun.of(instance, "mix", "--strategy", "threshold").err()).contains("needs --threshold");
        assertThat(CommandLineRun.of(instance, "mix", "--threshold", "0.4").err()).contains("--strategy threshold");
        CommandLineRun.of(instance, "mix", "--space", "mini", "--strategy", "threshold", "--threshold", "0.4",
                "--no-wait");
        assertThat(instance.catalogue.mixtureRequests.getFirst().at("/select/threshold").decimalValue())
                .isEqualByComparingTo("0.4");
    }

    @Test
    void aFailedEvaluationIsToldAndFails() {
        // Given
        instance.catalogue.aloneWorks = false;
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--members", "nli");
        // Then
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).containsPattern("nli +failed  90.0 % \\(270/300\\)\n");
        assertThat(run.err()).isEqualTo("nli: data-row-invalid: test.tsv, line 7: label 'x' is none of the domain's\n");
    }

    @Test
    void aFailedMixtureSaysWhy() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--size", "14");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("mixture-too-large: space 'mini' has only 3 adapters");
    }

    @Test
    void aRefusedRequestIsToldWithCodeMessageAndPlace() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--sparsity", "1.5");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("""
                shaker: sparsity 1.5 is not between 0 and 1
                  code: sparsity-out-of-range
                  place: test
                Try 'shaker mix --help'.
                """);
    }

    @Test
    void withoutWaitingOnlyTheRequestIsSent() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--no-wait", "--request-id", "r-1");
        assertThat(run.out()).startsWith("requested as r-1");
        assertThat(instance.requests("GET /api/v1/spaces/mini/mixture-requests")).isEmpty();
    }

    @Test
    void withoutEvaluationNoneIsAwaited() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--no-evaluate");
        assertThat(run.out()).doesNotContain("alone");
        assertThat(instance.catalogue.mixtureRequests.getFirst().at("/evaluate/skip").asBoolean()).isTrue();
        assertThat(instance.requests("GET /api/v1/spaces/mini/evaluations")).isEmpty();
    }

    @Test
    void whatTakesTooLongFailsAndSaysWhereToLook() {
        CommandLineRun run = CommandLineRun.of(instance, "mix", "--timeout", "0");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("not done after 0 s: mixture request").contains("--timeout");
    }

    @Test
    void contradictionsAreMistakes() {
        assertThat(CommandLineRun.of(instance, "mix", "--strategy", "explicit").err()).contains("needs --members");
        assertThat(CommandLineRun.of(instance, "mix", "--strategy", "paper", "--members", "nli").err())
                .contains("--targets");
        assertThat(CommandLineRun.of(instance, "mix", "--scope", "global").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(instance, "mix", "--attack", "fgsm", "--no-evaluate").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(instance.catalogue.mixtureRequests).isEmpty();
    }
}
