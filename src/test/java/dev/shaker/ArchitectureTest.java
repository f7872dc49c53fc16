package dev.shaker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.suite.api.SelectPackages;

import dev.shaker.event.Json;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The rooms of the house and which doors are open between them. */
class ArchitectureTest {
    private static final JavaClasses SHAKER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.shaker");
    private static final FloorPlan PLAN = FloorPlan.read(Path.of("docs/architecture.md"));

    @Test
    void roomsDependOnEachOtherInNoCircle() {
        check(slices().matching("dev.shaker.(*)..").should().beFreeOfCycles());
    }

    @Test
    void noTwoPackagesDependOnEachOtherInACircle() {
        check(slices().matching("dev.shaker.(**)").should().beFreeOfCycles());
    }

    @Test
    void theFloorPlanShowsTheRoomsThatThereAre() {
        assertThat(PLAN.rooms()).containsExactlyInAnyOrderElementsOf(
                SHAKER.stream().map(FloorPlan::room).collect(Collectors.toSet()));
    }

    @Test
    void aDoorThatIsNotOnTheFloorPlanIsShut() {
        assertThat(SHAKER.stream().flatMap(PLAN::shutDoors).distinct()).isEmpty();
        assertThat(SHAKER.stream().flatMap(new FloorPlan(Map.of("tensor", List.of()))::shutDoors))
                .anyMatch(door -> door.endsWith(": tensor -> error"));
    }

    @Test
    void noPackageHasMoreThanFortyFiles() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(Files::isRegularFile)
                    .collect(Collectors.groupingBy(Path::getParent, Collectors.counting())))
                    .isNotEmpty().allSatisfy((room, files) -> assertThat(files).isLessThanOrEqualTo(40));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "error", "tensor", "adapter", "fsd", "similarity", "mixture", "evaluation",
            "guided", "event" })
    void aPureRoomKnowsOnlyTheJdkTheJsonLibraryAndOtherRooms(String room) {
        String libraries = switch (room) {
            // Events are checked against the JSON Schema files that producers get.
            case "event" -> "com.networknt.schema.. ";
            // Regular expressions of foreign configurations, in linear time.
            case "adapter" -> "com.google.re2j.. ";
            // QR and SVD of stacked LoRA factors, eigenvalues of their Gram matrices.
            case "mixture", "similarity" -> "org.ejml.. ";
            // Cholesky of the surrogate; the quantile of the normal distribution.
            case "guided" -> "org.ejml.. org.apache.commons.math3.. ";
            // Moments, ranks and correlations of sweeps.
            case "evaluation" -> "org.apache.commons.math3.. ";
            default -> "";
        };
        String[] allowed = ("java.. org.jspecify.annotations.. com.fasterxml.jackson.. " + libraries + "dev.shaker..")
                .split("\\s+");
        check(classes().that().resideInAPackage(in(room)).should().onlyDependOnClassesThat(
                resideInAnyPackage(allowed).or(equivalentTo(byte[].class))
                        .or(primitivesAndTheirArrays())));
    }

    @Test
    void theUseCasesKnowNoFramework() {
        check(noClasses().that().resideInAPackage(in("pipeline")).should().dependOnClassesThat(
                resideInAnyPackage("io.quarkus..", "io.smallrye..", "org.eclipse.microprofile..", "org.hibernate..",
                        "org.apache.kafka..", "io.minio..", "okhttp3..", "ai.djl..", "io.vertx..", "picocli..",
                        "dev.shaker.kafka..", "dev.shaker.store..", "dev.shaker.db..", "dev.shaker.djl..",
                        "dev.shaker.web..", "dev.shaker.words..", "dev.shaker.runtime..", "dev.shaker.cli..")));
    }

    @ParameterizedTest
    @CsvSource({ "ai.djl..,djl", "io.minio..,store", "okhttp3..,store", "picocli..,cli", "org.hibernate..,db",
            "jakarta.persistence..,db", "io.quarkus.hibernate..,db", "org.flywaydb..,db runtime",
            "org.apache.kafka..,kafka runtime", "org.eclipse.microprofile.reactive.messaging..,kafka runtime",
            "jakarta.ws.rs..,web runtime", "io.quarkus.qute..,web", "com.fasterxml.jackson.dataformat.csv..,web",
            "net.sf.extjwnl..,words", "opennlp..,words" })
    void aFrameworkIsKnownToItsRoomAlone(String framework, String rooms) {
        check(noClasses()
                .that(resideInAPackage("dev.shaker..").and(not(resideInAnyPackage(packages(rooms).split(" ")))))
                .should().dependOnClassesThat().resideInAPackage(framework));
    }

    @Test
    void oneClassMakesTheJsonMapperAndOneMakesDigests() {
        check(noClasses().that(not(equivalentTo(JsonText.class))).should().callConstructor(ObjectMapper.class)
                .orShould().callConstructor(JsonMapper.class).orShould().callMethod(JsonMapper.class, "builder")
                .orShould().callMethod(JsonMapper.class, "builder", JsonFactory.class)
                .orShould().callConstructor(JsonFactory.class).orShould().callMethod(JsonFactory.class, "builder"));
        check(noClasses().that(not(equivalentTo(Json.class))).should().callMethod(JsonMapper.class, "rebuild")
                .orShould().callMethod(ObjectMapper.class, "copy"));
        check(noClasses().that(not(equivalentTo(Sha256.class))).should()
                .callMethod(MessageDigest.class, "getInstance", String.class));
    }

    @Test
    void noNameStandsForTwoThings() {
        assertThat(
                SHAKER.stream().filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(JavaClass::getSimpleName)).values())
                .isNotEmpty().allSatisfy(types -> assertThat(types).hasSize(1));
    }

    @Test
    void rowsAreLockedInOneWay() {
        check(noClasses().that().doNotHaveFullyQualifiedName("dev.shaker.db.LockedRows").should()
                .dependOnClassesThat().haveFullyQualifiedName("jakarta.persistence.LockModeType"));
    }

    @Test
    void entitiesNeverLeaveTheDatabaseRoom() {
        check(noClasses().that().resideOutsideOfPackage(in("db")).should().dependOnClassesThat()
                .areAnnotatedWith("jakarta.persistence.Entity"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "kafka", "store", "db", "djl", "web", "words" })
    void frameworkRoomsStandSideBySide(String room) {
        check(noClasses().that().resideInAPackage(in(room)).should().dependOnClassesThat(
                resideInAnyPackage(in("kafka"), in("store"), in("db"), in("djl"), in("web"), in("words"),
                        in("cli"))
                        .and(not(resideInAPackage(in(room))))));
    }

    @Test
    void theCommandLineTalksHttpAndConvertsLocalFilesWithThePureRoomsAlone() {
        // Conversion needs no instance: both directories are on the user's machine.
        check(classes().that().resideInAPackage(in("cli")).should().onlyDependOnClassesThat(
                resideInAnyPackage("java..", "org.jspecify.annotations..", "com.fasterxml.jackson..", "picocli..",
                        in("cli"), in("error"), in("event"), in("adapter"), in("tensor"))
                        .or(primitivesAndTheirArrays())));
    }

    @Test
    void everyTestThatStartsTheApplicationIsRunByTheSuiteAndByNothingElse() throws IOException {
        List<String> selected = List.of(ApplicationIT.class.getAnnotation(SelectPackages.class).value());
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            assertThat(sources.filter(source -> source.toString().endsWith(".java") && startsTheApplication(source))
                    .map(source -> Path.of("src/test/java").relativize(source.getParent()).toString().replace('/',
                            '.')))
                    .isNotEmpty()
                    .allMatch(room -> selected.stream().anyMatch(root -> (room + ".").startsWith(root + ".")));
        }
        assertThat(Pattern.compile("<exclude>(dev/shaker/[^<]*)/[*][*]</exclude>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results().map(found -> found.group(1).replace('/', '.'))).containsExactlyElementsOf(selected);
    }

    private static boolean startsTheApplication(Path source) {
        try {
            return Files.readString(source).contains("\n@" + QuarkusTest.class.getSimpleName() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRoomSaysWhatItIsFor() {
        assertThat(SHAKER.stream().map(JavaClass::getPackageName).distinct()).isNotEmpty()
                .allSatisfy(name -> assertThat(SHAKER.contain(name + ".package-info")).as(name).isTrue());
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(SHAKER);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> primitivesAndTheirArrays() {
        return com.tngtech.archunit.base.DescribedPredicate.describe("are primitive",
                type -> type.getBaseComponentType().isPrimitive());
    }

    private static String in(String room) {
        return "dev.shaker." + room + "..";
    }

    private static String packages(String rooms) {
        return rooms.isBlank() ? "" : rooms.strip().replaceAll("(\\S+)", "dev.shaker.$1..");
    }
}
