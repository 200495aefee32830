package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which parts of a head are shown. */
final class MaskedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: a.example:80 | Host: a.example:80",
                "GET /?token=a:b HTTP/1.1 | GET /?token=a:b HTTP/1.1",
                "Authorization: Basic eA== | Authorization: (not shown)",
                "proxy-authorization: x | proxy-authorization: (not shown)",
                "Set-Cookie: a=b | Set-Cookie: (not shown)",
                "X_API_KEY: k | X_API_KEY: (not shown)",
                "X-Amz-Security-Token: t | X-Amz-Security-Token: (not shown)",
                "X-Hub-Signature-256: s | X-Hub-Signature-256: (not shown)",
                "X-Xynergy-Signature: v1=ab | X-Xynergy-Signature: (signed)",
                "X-Xynergy-User: ann | X-Xynergy-User: ann",
                "X-Request-Id: made | X-Request-Id: (made for each request)",
                "X-Request-Id: mine | X-Request-Id: mine",
                "Date: Thu, 01 Jan 1970 00:00:00 GMT | Date: (the time of the response)"
            })
    void credentialsAreNotShown(String line, String shown) {
        assertThat(Masked.line(line, "made")).isEqualTo(shown);
    }
}
