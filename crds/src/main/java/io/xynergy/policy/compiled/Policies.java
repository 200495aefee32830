package io.xynergy.policy.compiled;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.RecordBinder;
import io.xynergy.policy.validation.PolicyReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From a policy document to the configuration that a data plane serves, and back from its JSON. */
public final class Policies {

    private Policies() {}

    /** Reads, validates and compiles YAML or JSON; services run by the policy go by their names. */
    public static CompileResult compile(byte[] document) {
        return compile(document, References.byName());
    }

    /** Reads, validates and compiles YAML or JSON. */
    public static CompileResult compile(String document) {
        return compile(document.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads, validates and compiles YAML or JSON with what is known of the surroundings. */
    public static CompileResult compile(byte[] document, References references) {
        return switch (PolicyReader.read(document)) {
            case PolicyReader.Invalid invalid -> new CompileResult.Rejected(invalid.errors());
            case PolicyReader.Valid valid -> {
                GatewayConfig config = compile(valid.policy(), references);
                byte[] json = canonicalJson(config);
                yield new CompileResult.Compiled(
                        valid.policy(), config, CanonicalJson.digest(json), json, valid.warnings());
            }
        };
    }

    /** Compiles a policy that a reader found valid. */
    public static GatewayConfig compile(GatewayPolicy policy, References references) {
        return new PolicyCompiler(policy.spec(), references).compile(policy.metadata().name());
    }

    /** The one form of a configuration, equal for equal configurations. */
    public static byte[] canonicalJson(GatewayConfig config) {
        return CanonicalJson.of(config);
    }

    /** SHA-256 of the canonical JSON in lower-case hex. */
    public static String digest(GatewayConfig config) {
        return CanonicalJson.digest(canonicalJson(config));
    }

    /** SHA-256 of a document in lower-case hex. */
    public static String digest(byte[] document) {
        return CanonicalJson.digest(document);
    }

    /** Reads a configuration back from its JSON. */
    public static ConfigResult readConfig(byte[] json) {
        Problems problems = new Problems();
        return switch (DocumentReader.readJson(json, DocumentBounds.CONFIG, problems)) {
            case DocumentReader.JsonResult.NotJson not -> new ConfigResult.NotJson(not.error());
            case DocumentReader.JsonResult.Tree tree -> config(tree.root(), json, problems);
        };
    }

    private static ConfigResult config(@Nullable Node root, byte[] json, Problems problems) {
        if (root == null) {
            return new ConfigResult.Refused(problems.errors());
        }
        GatewayConfig config = RecordBinder.bind(root, GatewayConfig.class, problems);
        if (problems.isEmpty()) {
            ConfigRules.check(config, problems);
        }
        return problems.isEmpty()
                ? new ConfigResult.Loaded(config, digest(json))
                : new ConfigResult.Refused(problems.errors());
    }
}
