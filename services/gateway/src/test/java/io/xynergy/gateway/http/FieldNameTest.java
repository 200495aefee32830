package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

    private static int of(String name) {
        byte[] bytes = ("-" + name + ":").getBytes(ISO_8859_1);
        return FieldName.of(bytes, 1, bytes.length - 1);
    }

    private static boolean isAlias(String name) {
        byte[] bytes = name.getBytes(ISO_8859_1);
        return FieldName.spelledBy(bytes, 0, bytes.length) != FieldName.OTHER;
    }

    @ParameterizedTest
    @CsvSource({
        "Host, 1",
        "Content-Length, 2",
        "Date, 3",
        "Expect, 4",
        "X-Request-Id, 5",
        "Via, 6",
        "Content-Type, 7",
        "Authorization, 8",
        "Connection, 16",
        "Transfer-Encoding, 17",
        "Upgrade, 18",
        "TE, 19",
        "Keep-Alive, 20",
        "Proxy-Connection, 21",
        "Proxy-Authenticate, 22",
        "Proxy-Authorization, 23",
        "HTTP2-Settings, 24",
        "Forwarded, 32",
        "X-Forwarded-For, 33",
        "X-Forwarded-Proto, 34",
        "X-Forwarded-Host, 35",
        "X-Forwarded-Port, 36",
        "X-Real-IP, 37",
        "X-Forwarded-Anything, 38",
        "X-Forwarded-, 38",
        "True-Client-IP, 38",
        "Client-IP, 38",
        "CF-Connecting-IP, 38",
        "X-Original-URL, 38",
        "Proxy, 26",
        "X-Xynergy-, 48",
        "X-Xynergy-User, 48",
        "X-Xynergy-Anything, 48"
    })
    void knowsNamesInAnyCase(String name, int id) {
        assertThat(of(name)).isEqualTo(id);
        assertThat(of(name.toLowerCase(Locale.ROOT))).isEqualTo(id);
        assertThat(of(name.toUpperCase(Locale.ROOT))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X",
                "Hos",
                "Hosts",
                "Content-Lengt",
                "X-Forwarded",
                "Proxys",
                "X-Xynergy",
                "X-Xynergi-User",
                "Content_Length",
                "T"
            })
    void knowsNoOtherNames(String name) {
        assertThat(of(name)).isEqualTo(FieldName.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content_length",
                "Transfer_Encoding",
                "X_Forwarded-For",
                "x_real_ip",
                "X_Xynergy_User",
                "x-xynergy_tenant",
                "KEEP_ALIVE",
                "X.Xynergy.User",
                "X!Xynergy~Roles",
                "x|xynergy`",
                "x-xynergy'",
                "X+Forwarded*Proto",
                "Transfer.Encoding",
                "set.cookie",
                "HTTP2#Settings"
            })
    void seesAliases(String name) {
        assertThat(isAlias(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x_custom", "_", "host_", "h_ost", "x_xynergy", "xx_xynergy_user", ""})
    void seesNoAliasWhereThereIsNone(String name) {
        assertThat(isAlias(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-xynergy-tenant", "forwarded", "content-length", "proxy"})
    void everyMarkIsAHyphenToCgi(String name) {
        for (char mark : "!#$%&'*+-.^_`|~".toCharArray()) {
            String spelled = name.replace('-', mark);

            assertThat(FieldName.spelledBy(spelled.getBytes(ISO_8859_1), 0, spelled.length()))
                    .as(spelled)
                    .isEqualTo(of(name));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, true",
        "24, true",
        "25, true",
        "31, true",
        "15, false",
        "0, false",
        "32, false"
    })
    void hopByHopFieldsAreARange(int id, boolean hopByHop) {
        assertThat(FieldName.isHopByHop(id)).isEqualTo(hopByHop);
    }
}
