package dev.crossdock.infra.local;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.crossdock.functions.GoesRound;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the floors of the house: see ARCHITECTURE.md. */
class HouseTest {
    static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.crossdock");

    /** One compiles what others write, and stops counting when it costs too much; the other is given constants of its own. */
    private static final Set<String> BOUNDED =
            Set.of("dev.crossdock.schema.BoundedPattern", "dev.crossdock.definition.Units");

    @Test
    void floorsLookDownOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true) // webhook and engine do not exist yet
                .layer("front")
                .definedBy("dev.crossdock.functions..", "dev.crossdock.infra..")
                .layer("adapters")
                .definedBy("dev.crossdock.aws..", "dev.crossdock.memory..")
                .layer("rooms")
                .definedBy(
                        "dev.crossdock.run..",
                        "dev.crossdock.access..",
                        "dev.crossdock.bucket..",
                        "dev.crossdock.graph..",
                        "dev.crossdock.web..",
                        "dev.crossdock.webhook..",
                        "dev.crossdock.engine..")
                .layer("tools")
                .definedBy(
                        "dev.crossdock.definition..",
                        "dev.crossdock.mapping..",
                        "dev.crossdock.schema..",
                        "dev.crossdock.format..",
                        "dev.crossdock.event..")
                .layer("flow")
                .definedBy("dev.crossdock.flow..")
                .whereLayer("front")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("adapters")
                .mayOnlyBeAccessedByLayers("front")
                .whereLayer("rooms")
                .mayOnlyBeAccessedByLayers("adapters", "front")
                .whereLayer("tools")
                .mayOnlyBeAccessedByLayers("rooms", "adapters", "front")
                .check(HOUSE);
    }

    @Test
    void roomsHaveNoCircles() {
        slices().matching("dev.crossdock.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    /** The local host stands where AWS's own machinery would, so it may too; no function, room or command may. */
    @Test
    void onlyTheAwsRoomAndTheLocalHostSpeakAws() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.crossdock.aws..", "dev.crossdock.infra.local..", "dev.crossdock.infra.cloud..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(HOUSE);
    }

    @Test
    void theMiddleOfTheHouseKnowsNoFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.crossdock.functions..", "dev.crossdock.infra..", "dev.crossdock.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..")
                .check(HOUSE);
    }

    @Test
    void envelopesAreOpenedAtTheDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.crossdock.functions..", "dev.crossdock.infra..", "dev.crossdock.event..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.amazonaws..")
                .check(HOUSE);
    }

    @Test
    void theFrontHallNeedsNothingButTheJdk() {
        noClasses()
                .that()
                .resideInAPackage("dev.crossdock.flow..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.crossdock.flow..", "java..")
                .check(HOUSE);
    }

    /**
     * Every address that somebody else has written is checked before anybody connects to it (decision 21). The AWS SDK's own clients
     * go to AWS; what is in infra serves this machine, and is not deployed.
     */
    static final ArchRule ONLY_THE_GATE_OPENS_CONNECTIONS = noClasses()
            .that()
            .resideInAPackage("dev.crossdock..")
            .and()
            .resideOutsideOfPackage("dev.crossdock.infra..")
            .should(new WaysOut());

    @Test
    void onlyTheGateOpensConnections() {
        ONLY_THE_GATE_OPENS_CONNECTIONS.check(HOUSE);
    }

    /** The rule itself: each of these is found. */
    @Test
    void whoeverGoesRoundTheGateIsFound() {
        var round = new ClassFileImporter().importClasses(GoesRound.class.getDeclaredClasses());
        assertThat(round).hasSize(9);
        for (var one : round) {
            var alone = new ClassFileImporter().importClasses(one.reflect());
            assertThat(ONLY_THE_GATE_OPENS_CONNECTIONS.evaluate(alone).hasViolation())
                    .as(one.getSimpleName())
                    .isTrue();
        }
    }

    /** Regular expressions of the JDK only over patterns of ours; whoever takes one from outside bounds what it may cost. */
    @Test
    void noTextFromOutsideBecomesAnUnboundedPattern() {
        // A constant of a class is compiled where the class begins: all others compile what comes to them.
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crossdock.infra..")
                .and(new DescribedPredicate<>("bound what a pattern costs") {
                    @Override
                    public boolean test(JavaClass item) {
                        return !BOUNDED.contains(item.getName());
                    }
                })
                .should(new ArchCondition<JavaClass>("compile patterns anywhere but in constants") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (var call : item.getMethodCallsFromSelf()) {
                            var target = call.getTarget();
                            boolean compiles = target.getOwner().getName().equals("java.util.regex.Pattern")
                                    && List.of("compile", "matches").contains(target.getName());
                            if (compiles && !call.getOrigin().getName().equals("<clinit>"))
                                events.add(SimpleConditionEvent.satisfied(item, call.getDescription()));
                        }
                    }
                })
                .check(HOUSE);
    }

    /** Nothing that comes from outside says which class it wants to be. */
    @Test
    void nothingIsDeserializedIntoWhatItNames() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.ObjectInputStream|java\\.beans\\.XMLDecoder|javax\\.script\\..*|javax\\.naming\\..*"
                                + "|com\\.fasterxml\\.jackson\\.annotation\\.JsonTypeInfo.*"
                                + "|com\\.fasterxml\\.jackson\\.databind\\.jsontype\\..*|org\\.yaml\\.snakeyaml\\..*")
                .orShould()
                .callMethodWhere(target(nameMatching("enableDefaultTyping|activateDefaultTyping.*")))
                .check(HOUSE);
    }
}
