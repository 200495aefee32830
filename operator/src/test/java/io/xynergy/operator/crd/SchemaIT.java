package io.xynergy.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes the CRD, and with it the policies that the compiler takes. */
class SchemaIT {

    private static final ApiServer SERVER = ApiServer.shared();

    /** By the names of their files: rules between parts, and text that has a grammar. */
    private static final Set<String> ONLY_THE_OPERATOR_REFUSES =
            Set.of(
                    "cache-without-identity",
                    "caller",
                    "counted-header",
                    "duplicate-header",
                    "image",
                    "lone-surrogate",
                    "no-weight",
                    "nobody-can-pass",
                    "nobody-can-pass.route",
                    "not-utf-8",
                    "only-with.redirect",
                    "only-with.upgrades",
                    "own-header",
                    "per-try-timeout",
                    "prefix-without-prefix",
                    "redirect-to-itself",
                    "regexes-too-large",
                    "replacement",
                    "reserved-header",
                    "tag",
                    "tls-name",
                    "unknown-issuer.none",
                    "unknown-issuer",
                    "unknown-route",
                    "unknown-service",
                    "upgrade",
                    "web-url.development");

    static Stream<Path> valid() throws IOException {
        return Stream.concat(
                files("src/test/resources/valid").stream(), files("examples").stream());
    }

    private static List<Path> files(String folder) throws IOException {
        try (var found = Files.list(ApiServer.crds().resolve(folder))) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void acceptsWhatTheCompilerAccepts(Path file) throws IOException {
        assertThat(refusal(ApiServer.read(Files.readString(file)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void digestIsTheSameBeforeAndAfterTheServersDefaults(Path file) throws IOException {
        byte[] written = Files.readAllBytes(file);
        GenericKubernetesResource stored = create(ApiServer.read(Files.readString(file)));
        byte[] json = Serialization.asJson(stored).getBytes(StandardCharsets.UTF_8);

        assertThat(digest(json)).isEqualTo(digest(written));
    }

    @Test
    void whatOnlyTheOperatorRefusesIsKnown() throws IOException {
        var accepted = new TreeSet<String>();
        for (Path file : files("src/test/resources/invalid")) {
            readable(file)
                    .filter(policy -> refusal(policy).isEmpty())
                    .ifPresent(_ -> {
                        String name = file.getFileName().toString();
                        accepted.add(name.substring(0, name.length() - ".yaml".length()));
                    });
        }

        assertThat(accepted).isEqualTo(ONLY_THE_OPERATOR_REFUSES);
    }

    /** The object in a file that has one; others a client refuses before anything is sent. */
    private static Optional<GenericKubernetesResource> readable(Path file) throws IOException {
        try {
            GenericKubernetesResource policy =
                    ApiServer.read(Files.readString(file, StandardCharsets.ISO_8859_1));
            return Optional.ofNullable(policy).filter(read -> read.getMetadata() != null);
        } catch (RuntimeException | StackOverflowError _) {
            return Optional.empty();
        }
    }

    private static String digest(byte[] document) {
        CompileResult result = Policies.compile(document);
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        return ((CompileResult.Compiled) result).digest();
    }

    /** Why the API server, or the client's mapping of kinds, refuses an object; or nothing. */
    private static Optional<String> refusal(GenericKubernetesResource policy) {
        try {
            create(policy);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static GenericKubernetesResource create(GenericKubernetesResource policy) {
        policy.getMetadata().setNamespace("default");
        policy.getMetadata().setResourceVersion(null);
        policy.getMetadata().setManagedFields(null);
        return SERVER.admin().resource(policy).dryRun().fieldValidation(Validation.STRICT).create();
    }

    @Test
    void explainsItsFields() {
        assertThat(SERVER.kubectl("explain", "gwp.spec.routes.cache.ttl").orFail())
                .contains("GROUP:      gateway.xynergy.io")
                .contains("FIELD: ttl <string>");
    }
}
