package io.xynergy.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormsTest {

    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/a/b,/a/b",
        "/%61%2D%7e,/a-~",
        "/caf%c3%a9,/caf%C3%A9",
        "/a%2fb,/a%2Fb",
        "/{id};v=1,/{id};v=1"
    })
    void pathsGetTheFormThatRequestsHave(String path, String normalised) {
        assertThat(MatchPath.problem(path, true)).isNull();
        assertThat(MatchPath.of(path, true).normalised()).isEqualTo(normalised);
    }

    @ParameterizedTest
    @CsvSource({"/,/", "/api,/api", "/api/,/api"})
    void prefixesEndWithoutSlash(String path, String prefix) {
        assertThat(MatchPath.of(path, false).asPrefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "http://crm,HTTP,crm,80",
        "https://Crm.Example.com,HTTPS,crm.example.com,443",
        "h2c://crm:50051/,H2C,crm,50051",
        "http://127.0.0.1:9001,HTTP,127.0.0.1,9001",
        "http://[2001:DB8::1]:8080,HTTP,2001:db8::1,8080"
    })
    void upstreamUrlsAreSchemeHostAndPort(String url, String scheme, String host, int port) {
        assertThat(UpstreamUrl.parse(url))
                .isEqualTo(new UpstreamUrl(UpstreamUrl.Scheme.valueOf(scheme), host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "http:///",
                "http://:80",
                "http://a:",
                "http://a:0",
                "http://a:65536",
                "http://a:99999999999",
                "http://a?b",
                "http://a#b",
                "http://a/b",
                "http://u@a",
                "http://[::1",
                "http://::1",
                "http://[::g]",
                "http://256.0.0.1",
                "http://1.2.3",
                "http://0x7f.1",
                "http://0x7f000001",
                "http://127.0.0.0x1",
                "http://2130706433",
                "http://017700000001",
                "http://0177.0.0.1",
                "http://127.1",
                "http://127.0.0.1.",
                "http://a.1",
                "http://a.0x",
                "http://a..b",
                "http://-a",
                "http://a b",
                "HTTP://a",
                "tcp://a",
                "http://ä.de"
            })
    void whatIsNoUpstreamUrlIsNotOne(String url) {
        assertThat(UpstreamUrl.parse(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/8", "192.0.2.1/32", "0.0.0.0/0", "::/0", "fd00::/8", "::1/128"})
    void addressBlocksAreAccepted(String block) {
        assertThat(AddressBlock.problem(block)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "010.0.0.0/8",
                "1.2.3/8",
                "localhost/8",
                "fd00::/129",
                "::1/64",
                "fe80::1%eth0/128",
                "10.0.0.0/8/8",
                "1.2.3.4.5/8",
                ":::/0"
            })
    void whatIsNoAddressBlockIsNotOne(String block) {
        assertThat(AddressBlock.problem(block)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "*.example.com", "API.example.com", "192.0.2.7", "a_b.c", "a.b."})
    void hostsAreNamesWithAnOptionalStar(String host) {
        assertThat(Hosts.isPattern(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "*.", "a.*", "*a.b", "*.1.2.3.4", "a:80", "a/b", "1.2.3", "[::1]"})
    void whatIsNoHostIsNotOne(String host) {
        assertThat(Hosts.isPattern(host)).isFalse();
    }

    /** More labels than a matcher that calls itself for each has stack for. */
    @ParameterizedTest
    @ValueSource(strings = {"b", "1", "b.", "1."})
    void aHostOfManyLabelsIsNotOne(String last) {
        String host = "a.".repeat(100_000) + last;

        assertThat(Hosts.isName(host)).isFalse();
        assertThat(Hosts.isPattern(host)).isFalse();
        assertThat(Hosts.isPattern("*." + host)).isFalse();
        assertThat(UpstreamUrl.parse("http://" + host)).isNull();
    }

    @Test
    void aHostOfManyLabelsIsRefusedWhereverItStands() {
        String host = "a.".repeat(20_000) + "b";
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: example}
                spec:
                  cors: {origins: ["https://HOST"]}
                  services: [{name: a, urls: ["http://HOST", "https://b"], tls: {serverName: HOST}}]
                  routes:
                    - name: a
                      match: [{hosts: [HOST]}]
                      to: [{service: a}]
                      rewrite: {host: HOST}
                    - name: b
                      match: [{hosts: ["*.HOST"]}]
                      redirect: {host: HOST}
                """
                        .replace("HOST", host);

        assertThat(Policies.compile(policy))
                .isInstanceOfSatisfying(
                        CompileResult.Rejected.class,
                        rejected ->
                                assertThat(rejected.errors())
                                        .extracting(PolicyError::path)
                                        .extracting(Object::toString)
                                        .containsExactlyInAnyOrder(
                                                "spec.cors.origins[0]",
                                                "spec.services[0].urls[0]",
                                                "spec.services[0].tls.serverName",
                                                "spec.routes[0].match[0].hosts[0]",
                                                "spec.routes[0].rewrite.host",
                                                "spec.routes[1].match[0].hosts[0]",
                                                "spec.routes[1].redirect.host"));
    }
}
