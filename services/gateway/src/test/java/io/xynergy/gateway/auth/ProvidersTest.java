package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.TestKey;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens and key sets in the shape that identity providers document, each with the policy that one
 * writes for it. Keys are the test's own; a file has the issuer of a policy, the key set, in which
 * {@code N} is the key's modulus, header and claims of a token, and what a service learns of it.
 */
final class ProvidersTest {

    /** When the tokens of the files were issued, and a little more. */
    private static final long NOW = 1_800_000_060_000L;

    private static final TestKey KEY = TestKey.rsa("test");
    private static final Pattern MODULUS = Pattern.compile("\"n\":\"([^\"]+)\"");
    private static final Pattern SECTION = Pattern.compile("(?m)^--- (.+)$");

    /** The sections of a file by their names. */
    private static Map<String, String> sections(String provider) {
        String name = "/providers/" + provider + ".txt";
        try (InputStream file = ProvidersTest.class.getResourceAsStream(name)) {
            String text =
                    new String(
                            Objects.requireNonNull(file, name).readAllBytes(),
                            StandardCharsets.UTF_8);
            Map<String, String> sections = new LinkedHashMap<>();
            Matcher heading = SECTION.matcher(text);
            boolean more = heading.find();
            while (more) {
                String title = heading.group(1);
                int start = heading.end() + 1;
                more = heading.find();
                sections.put(title, text.substring(start, more ? heading.start() : text.length()));
            }
            return sections;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String part(Map<String, String> sections, String name) {
        return Objects.requireNonNull(sections.get(name), name);
    }

    private static AuthConfig.Issuer settings(String issuer) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: provider}
                spec:
                  auth:
                    issuers:
                      - name: provider
                """
                        + issuer.indent(8);
        return switch (Policies.compile(policy)) {
            case CompileResult.Compiled compiled -> compiled.config().auth().issuers().getFirst();
            case CompileResult.Rejected rejected ->
                    throw new AssertionError(rejected.errors().toString());
        };
    }

    private static Issuer issuer(Map<String, String> sections) {
        Matcher modulus = MODULUS.matcher(KEY.publicJson());
        assertThat(modulus.find()).isTrue();
        String keys = part(sections, "keys").replace("\"N\"", "\"" + modulus.group(1) + "\"");
        KeySource source = () -> fetched(keys);
        AuthConfig.Issuer settings = settings(part(sections, "issuer"));
        return new Issuer(settings, new IssuerKeys("x", source, Runnable::run, System::nanoTime));
    }

    private static KeySource.Fetched fetched(String keys) {
        try {
            return new KeySource.Fetched(KeySet.parse(keys), Duration.ofHours(1));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Verification verify(Issuer issuer, String header, String claims) {
        UnverifiedToken token = UnverifiedToken.read(KEY.sign(header, claims).getBytes(US_ASCII));
        Verification first = issuer.verify(Objects.requireNonNull(token), List.of(), NOW);
        return first instanceof Verification.KeysNeeded
                ? issuer.verify(token, List.of(), NOW)
                : first;
    }

    private static @Nullable TokenFault fault(Verification verification) {
        return verification instanceof Refusal refusal ? refusal.fault() : null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth0",
                "auth0-rfc9068",
                "cognito-access",
                "cognito-id",
                "duende",
                "entra-v1",
                "entra-v2",
                "entra-overage",
                "firebase",
                "google",
                "keycloak",
                "okta",
                "ory-hydra",
                "zitadel"
            })
    void aTokenAsItIsDocumentedPasses(String provider) {
        Map<String, String> sections = sections(provider);
        String header = part(sections, "header");
        String claims = part(sections, "claims");
        Issuer issuer = issuer(sections);

        Verification verification = verify(issuer, header, claims);
        assertThat(fault(verification)).isNull();
        assertThat(verification).isInstanceOf(VerifiedToken.class);
        assertThat(((VerifiedToken) verification).caller().lines())
                .asString()
                .isEqualTo(part(sections, "service").replace("\n", "\r\n"));

        assertThat(fault(verify(issuer, header, claims.replace("1800003600", "1700003600"))))
                .isEqualTo(TokenFault.EXPIRED);
        String iss = issuer.settings().issuer();
        assertThat(fault(verify(issuer, header, claims.replace(iss, iss + "x"))))
                .isEqualTo(TokenFault.ISSUER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cognito-access > cognito-id: CLIENT, AUDIENCE",
                "cognito-id > cognito-access: AUDIENCE",
                "entra-v1 > entra-v2: ISSUER",
                "entra-v2 > entra-v1: ISSUER",
                "auth0 > okta: ISSUER"
            })
    void aTokenForAnotherPurposeDoesNot(String fromTo) {
        String[] parts = fromTo.split(" > |: ", -1);
        Map<String, String> from = sections(parts[0]);
        Issuer to = issuer(sections(parts[1]));

        TokenFault fault = fault(verify(to, part(from, "header"), part(from, "claims")));
        assertThat(parts[2]).contains(String.valueOf(fault));
    }
}
