package io.xynergy.crm.contact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.co",
                "ann.smith+tag@example.org",
                "!#$%&'*+/=?^_`{|}~-@example.org",
                "用户@例子.广告",
                "ann@bücher.example",
                "ann@xn--bcher-kva.example",
                "a@1.2.example"
            })
    void addressesAreTaken(String text) {
        assertThat(EmailAddress.fault(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann", "@b.co", "ann@", "ann@example", "a b@x.org", "a@b@x.org", ".a@x.org",
                "a.@x.org", "a..b@x.org", "a@x..org", "a@.org", "a@x.org.", "a@-x.org", "a@x-.org",
                "a@x_y.org", "a@[1.2.3.4]", "<a@x.org>", "a@x.org\n", "\"a b\"@x.org", "a@x.org ",
                        "a,b@x.org"
            })
    void whatIsNoAddressIsNot(String text) {
        assertThat(EmailAddress.fault(text)).isPresent();
    }

    /** RFC 5321, section 4.5.3.1. */
    @Test
    void addressesAreBounded() {
        assertThat(EmailAddress.fault("a".repeat(64) + "@x.org")).isEmpty();
        assertThat(EmailAddress.fault("a".repeat(65) + "@x.org")).isPresent();
        String label = "a".repeat(63);
        String domain = String.join(".", label, label, label);
        assertThat(EmailAddress.fault("a".repeat(62) + '@' + domain)).isEmpty();
        assertThat(EmailAddress.fault("a".repeat(63) + '@' + domain)).isPresent();
        assertThat(EmailAddress.fault("a@" + "a".repeat(64) + ".org")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Ann@Example.ORG, ann@example.org",
        "ANN@BÜCHER.example, ann@xn--bcher-kva.example",
        "ann@XN--BCHER-KVA.example, ann@xn--bcher-kva.example",
        "ÄNN@x.org, änn@x.org",
        "a.b@x.org, a.b@x.org",
        "no address, no address"
    })
    void equalAddressesHaveOneKey(String text, String key) {
        assertThat(EmailAddress.key(text)).isEqualTo(key);
        assertThat(EmailAddress.key(key)).isEqualTo(key);
    }
}
