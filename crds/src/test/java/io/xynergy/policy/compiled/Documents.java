package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents that tests read. */
final class Documents {

    static final Path EXAMPLES = Path.of("examples");
    static final Path VALID = Path.of("src/test/resources/valid");
    static final Path SAME = VALID.resolve("same");
    static final Path INVALID = Path.of("src/test/resources/invalid");

    private Documents() {}

    /** The files of a folder in the order of their names. */
    static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + folder, e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    /** The compiled form of a document that must be valid. */
    static CompileResult.Compiled compile(byte[] document) {
        CompileResult result = Policies.compile(document);
        if (result instanceof CompileResult.Rejected rejected) {
            assertThat(rejected.errors()).isEmpty();
        }
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        return (CompileResult.Compiled) result;
    }

    /** The configuration of a policy whose spec is given in YAML, indented by two spaces. */
    static GatewayConfig config(String spec) {
        return compile(policy(spec)).config();
    }

    /** The errors of a policy whose spec is given in YAML, indented by two spaces. */
    static List<String> errors(String spec) {
        CompileResult result = Policies.compile(policy(spec));
        assertThat(result).isInstanceOf(CompileResult.Rejected.class);
        List<PolicyError> errors = ((CompileResult.Rejected) result).errors();
        return errors.stream().map(e -> e.path() + ": " + e.message()).toList();
    }

    static byte[] policy(String spec) {
        String head =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata:
                  name: example
                spec:
                """;
        return (head + spec).getBytes(StandardCharsets.UTF_8);
    }
}
