package io.xynergy.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyWarning;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of the machine, its link and the cloud, in every form. */
class LocalAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "0.0.0.0, unspecified",
        "0.1.2.3, unspecified",
        "169.254.169.254, link-local",
        "169.254.170.2, link-local",
        "100.100.100.200, metadata",
        "168.63.129.16, metadata",
        "192.0.0.192, metadata",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "255.255.255.255, broadcast",
        "::, unspecified",
        "::1, loopback",
        "fe80::1, link-local",
        "febf:ffff::1, link-local",
        "fd00:ec2::254, metadata",
        "fd00:ec2::23, metadata",
        "fd20:ce::254, metadata",
        "ff02::1, multicast",
        // IPv4 in IPv6
        "::ffff:127.0.0.1, loopback",
        "::ffff:a9fe:a9fe, link-local",
        "::127.0.0.1, loopback",
        "::169.254.169.254, link-local",
        "::ffff:0:127.0.0.1, loopback",
        "64:ff9b::127.0.0.1, loopback",
        "64:ff9b::a9fe:a9fe, link-local",
        "64:ff9b:1::169.254.169.254, link-local",
        "64:ff9b:1:a9fe:a9:fe00::, link-local",
        "64:ff9b:1:aa7f:0:1::, loopback",
        "64:ff9b:1:aaaa:7f:0:100:0, loopback",
        "64:ff9b:1:a9fe:a9:fe00:0:1, link-local",
        "64:ff9b:1:aa7f:0:1:0:1, loopback",
        "64:ff9b:1:aaaa:7f:0:0:1, loopback",
        "2002:7f00:1::, loopback",
        "2002:a9fe:a9fe::1, link-local"
    })
    void areKnownInEveryForm(String text, String word) {
        assertThat(LocalAddress.kind(InetAddress.ofLiteral(text))).contains(word);
        assertThat(LocalAddress.kindOfHost(text)).contains(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "192.0.0.1",
                "223.255.255.255",
                "240.0.0.1",
                "2001:db8::1",
                "fd00::1",
                "fd00:ec3::1",
                "fec0::1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::10.0.0.1",
                "64:ff9b:1:7f00::10.0.0.1",
                "64:ff9b:1:a00:0:100:0:1",
                "64:ff9b:1:a00:0:100::",
                "2002:a00:1::1",
                "::ffff:10.0.0.1",
                "fe00::1"
            })
    void othersAreNot(String text) {
        assertThat(LocalAddress.kind(InetAddress.ofLiteral(text))).isNull();
        assertThat(LocalAddress.kindOfHost(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "localhost, loopback",
                "LocalHost., loopback",
                "db.localhost, loopback",
                "metadata.google.internal, metadata",
                "localhost.example, none",
                "mylocalhost, none",
                "metadata, none"
            })
    void namesCountOnlyWhereTheyHaveOneMeaning(String host, @Nullable String word) {
        if (word == null) {
            assertThat(LocalAddress.kindOfHost(host)).isNull();
        } else {
            assertThat(LocalAddress.kindOfHost(host)).contains(word);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "production | url: \"http://localhost:1\" | \"localhost\" is a loopback address",
                "production | url: \"http://[::ffff:7f00:1]:1\" | is a loopback address",
                "production | urls: [\"http://a\", \"http://169.254.169.254\"]"
                        + " | spec.services[0].urls[1]: \"169.254.169.254\" is a link-local address",
                "development | url: \"http://localhost:1\" | none",
                "development | url: \"http://169.254.169.254\" | is a link-local address",
                "production | url: \"http://localhost:1\", allowLocalAddresses: true | none",
                "production | url: \"http://crm\" | none"
            })
    void checkWarnsOfWhatIsCertain(String environment, String service, @Nullable String warning) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: example}
                spec:
                  environment: %s
                  services: [{name: a, %s}]
                """
                        .formatted(environment, service);
        CompileResult result = Policies.compile(policy);

        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        List<PolicyWarning> warnings = ((CompileResult.Compiled) result).warnings();
        if (warning == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(warning);
        }
    }
}
