package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of a head are shown. */
final class MaskedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: a.example:80 | Host: a.example:80",
                "GET /?a=b:c HTTP/1.1 | GET /?a=b:c HTTP/1.1",
                "GET /?token=a:b HTTP/1.1 | GET /?token=(not shown) HTTP/1.1",
                "GET /?a=1&toke%6E=b;c&d=2 HTTP/1.1 | GET /?a=1&toke%6E=(not shown)&d=2 HTTP/1.1",
                "GET /a;jsessionid=7/b?code=x HTTP/1.1 | GET /a;jsessionid=(not shown) HTTP/1.1",
                "GET /?%zz=1 HTTP/1.1 | GET /?%zz=(not shown) HTTP/1.1",
                "Location: http://a.example/?sig=1&a=2 | Location: http://a.example/?sig=(not shown)&a=2",
                "Authorization: Basic eA== | Authorization: (not shown)",
                "proxy-authorization: x | proxy-authorization: (not shown)",
                "Set-Cookie: a=b | Set-Cookie: (not shown)",
                "X_API_KEY: k | X_API_KEY: (not shown)",
                "X-Amz-Security-Token: t | X-Amz-Security-Token: (not shown)",
                "X-Hub-Signature-256: s | X-Hub-Signature-256: (not shown)",
                "X-Xynergy-Proof: v1;kid=a;exp=1;sig=b | X-Xynergy-Proof: (signed)",
                "x_xynergy.proof: v1;sig=b | x_xynergy.proof: (signed)",
                "X-Xynergy-User: ann | X-Xynergy-User: ann",
                "X-Request-Id: made | X-Request-Id: (made for each request)",
                "X-Request-Id: mine | X-Request-Id: mine",
                "Date: Thu, 01 Jan 1970 00:00:00 GMT | Date: (the time of the response)"
            })
    void credentialsAreNotShown(String line, String shown) {
        assertThat(Masked.line(line, "made")).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Auth",
                "X-Passwd",
                "X-Session",
                "PHPSESSID",
                "X.Api.Key",
                "Api!Key",
                "accessKey",
                "X-Pwd",
                "db-pass",
                "passphrase",
                "X-Sig",
                "sid",
                "code",
                "jwt",
                "X-OAuth"
            })
    void namesOfCredentialsAreKnownInEverySpelling(String name) {
        assertThat(Masked.isCredential(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Author",
                "X-Compass",
                "X-Side",
                "X-Design",
                "Keyword",
                "X-Country-Code",
                "WWW-Authenticate",
                "Accept",
                ""
            })
    void namesThatOnlyLookAlikeAreNot(String name) {
        assertThat(Masked.isCredential(name)).isFalse();
    }
}
