package io.xynergy.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules and packages go one way; the command sees all, so they are held here.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.xynergy");

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
