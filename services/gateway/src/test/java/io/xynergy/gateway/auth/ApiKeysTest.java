package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of API keys against the hashes of a configuration. */
final class ApiKeysTest {

    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String ONE = "k_00000001_" + SECRET;
    private static final String LAST = "k_ffffffff_" + SECRET;
    private static final long DAY = LocalDate.of(2026, 2, 3).toEpochDay();

    private final Buffers buffers = new Buffers(Ledgers.wide(), 1);

    private static AuthConfig.ApiKey key(String name, String... values) {
        List<KeyHash> hashes =
                Arrays.stream(values)
                        .map(value ->
                                new KeyHash(
                                        value.substring(0, 10),
                                        Policies.digest(Ascii.bytes(value))))
                        .toList();
        return new AuthConfig.ApiKey(name, "acme", List.of("crm.read"), hashes);
    }

    private @Nullable String find(ApiKeys keys, String value) {
        byte[] bytes = Ascii.bytes(" " + value + " ");
        Principal found = keys.find(bytes, 1, bytes.length - 1, buffers, DAY);
        return found == null
                ? null
                : new String(found.lines(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void valueIsFoundByAllOfIt() {
        ApiKeys keys = ApiKeys.of(List.of(key("one", ONE), key("last", LAST)), ApiKeys.NONE);

        assertThat(find(keys, ONE))
                .isEqualTo(
                        "X-Xynergy-User: one\r\nX-Xynergy-Tenant: acme\r\n"
                                + "X-Xynergy-Scopes: crm.read\r\nX-Xynergy-Issuer: ApiKeys\r\n");
        assertThat(find(keys, LAST)).contains("X-Xynergy-User: last");
        assertThat(find(keys, ONE.substring(0, ONE.length() - 1) + "0")).isNull();
        assertThat(find(keys, "k_00000002_" + SECRET)).isNull();
        assertThat(find(ApiKeys.NONE, ONE)).isNull();
    }

    @Test
    void valuesOfOneIdAreToldApart() {
        String other = "k_00000001_" + "f".repeat(64);
        ApiKeys keys = ApiKeys.of(List.of(key("one", ONE), key("other", other)), ApiKeys.NONE);

        assertThat(find(keys, ONE)).contains("User: one");
        assertThat(find(keys, other)).contains("User: other");
        assertThat(find(keys, "k_00000001_" + "e".repeat(64))).isNull();
    }

    @Test
    void dayOfTheLastUseIsKeptAcrossConfigurations() {
        ApiKeys keys = ApiKeys.of(List.of(key("one", ONE, LAST)), ApiKeys.NONE);
        assertThat(keys.uses()).extracting(ApiKeys.Use::lastUsed).containsOnlyNulls();

        find(keys, ONE);
        ApiKeys next = ApiKeys.of(List.of(key("renamed", ONE, LAST)), keys);

        assertThat(next.uses())
                .contains(
                        new ApiKeys.Use("renamed", "k_00000001", LocalDate.of(2026, 2, 3)),
                        new ApiKeys.Use("renamed", "k_ffffffff", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k_",
                "k_00000001",
                "k_00000001_",
                "k_00000001-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "k_0000000G_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "K_00000001_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "k_00000001_0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "k_00000001_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"
            })
    void otherTextsHaveNotTheForm(String text) {
        byte[] bytes = Ascii.bytes(text);

        assertThat(ApiKeys.hasForm(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void hashThatIsNoneIsRefusedWithTheConfiguration() {
        var bad = new AuthConfig.ApiKey("a", null, List.of(), List.of(new KeyHash("k_1", "00")));

        assertThatThrownBy(() -> ApiKeys.of(List.of(bad), ApiKeys.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"k_1\"");
    }
}
