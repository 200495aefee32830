package io.xynergy.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules and packages go one way; the command sees all, so they are held here.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.xynergy");

    /** The packages of the gateway's request path, from the lowest floor to the root. */
    private static final String[][] FLOORS = {
        {"wire", "memory", "outcome", "pattern", "address"},
        {"http", "observe", "tls"},
        {"routing", "auth", "upstream", "proxyprotocol", "limits"},
        {"exchange", "redis"},
        {"steps"},
        {"proxy", "config"},
        {"delivery", "explain"},
        {""}
    };

    @Test
    void modulesDependOnlyDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("policy")
                .definedBy("io.xynergy.policy..")
                .layer("kit")
                .definedBy("io.xynergy.kit..")
                .layer("gateway")
                .definedBy("io.xynergy.gateway..")
                .layer("crm")
                .definedBy("io.xynergy.crm..")
                .layer("cli")
                .definedBy("io.xynergy.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("crm")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("kit")
                .mayOnlyBeAccessedByLayers("gateway", "crm", "cli")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("kit", "gateway", "crm", "cli")
                .check(CLASSES);
    }

    /**
     * The floors of the request path: whoever stands on one may use what is below. What no floor
     * lists is beside them, and knows none of those above http.
     */
    @Test
    void theGatewaysRequestPathHasFloors() {
        Architectures.LayeredArchitecture floors =
                layeredArchitecture().consideringOnlyDependenciesInLayers();
        List<String> names = new ArrayList<>();
        for (String[] packages : FLOORS) {
            String name = "floor of " + String.join(", ", packages);
            String[] defined =
                    Arrays.stream(packages)
                            .map(each -> "io.xynergy.gateway" + (each.isEmpty() ? "" : "." + each))
                            .toArray(String[]::new);
            floors = floors.layer(name).definedBy(defined);
            names.add(name);
        }
        for (int i = 0; i < names.size() - 1; i++) {
            String[] above = names.subList(i + 1, names.size()).toArray(String[]::new);
            floors = floors.whereLayer(names.get(i)).mayOnlyBeAccessedByLayers(above);
        }
        floors.whereLayer(names.getLast()).mayNotBeAccessedByAnyLayer().check(CLASSES);
    }

    @Test
    void configurationsComeIntoForceWithoutTheProxy() {
        noClasses()
                .that()
                .resideInAnyPackage("io.xynergy.gateway.config..", "io.xynergy.gateway.steps..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.xynergy.gateway.proxy..")
                .check(CLASSES);
    }

    @Test
    void thePolicyKnowsNeitherHelidonNorKubernetes() {
        noClasses()
                .that()
                .resideInAPackage("io.xynergy.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon..", "io.fabric8..", "io.kubernetes..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.xynergy.(*).(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
