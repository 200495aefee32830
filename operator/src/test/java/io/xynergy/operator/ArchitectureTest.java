package io.xynergy.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The operator knows the policy and the kit, and none of the services that it runs. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.xynergy.operator");

    @Test
    void ofThePlatformOnlyPolicyAndKitAreKnown() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.xynergy.gateway..",
                        "io.xynergy.cli..",
                        "io.xynergy.crm..",
                        "io.helidon..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.xynergy.operator.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
