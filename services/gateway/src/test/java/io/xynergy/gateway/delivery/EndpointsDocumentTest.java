package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsDocumentTest {

    private static EndpointsDocument.Result read(String json) {
        return EndpointsDocument.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<InetSocketAddress>> loaded(String json) {
        assertThat(read(json)).isInstanceOf(EndpointsDocument.Loaded.class);
        return ((EndpointsDocument.Loaded) read(json)).services();
    }

    private static List<String> errors(String json) {
        assertThat(read(json)).isInstanceOf(EndpointsDocument.Refused.class);
        return ((EndpointsDocument.Refused) read(json))
                .errors().stream().map(PolicyError::path).toList();
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @Test
    void addressesKeepTheirOrderAndServicesTheirNames() {
        assertThat(
                        loaded(
                                "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":8080},"
                                        + "{\"host\":\"fd00::7\",\"port\":1}],\"billing\":[]}}"))
                .isEqualTo(
                        Map.of(
                                "crm",
                                List.of(at("10.0.0.7", 8080), at("fd00::7", 1)),
                                "billing",
                                List.of()));
    }

    @Test
    void noServicesAreADocumentToo() {
        assertThat(loaded("{\"services\":{}}")).isEmpty();
        assertThat(loaded("{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536", "2147483647"})
    void portThatIsNoneIsNamed(int port) {
        assertThat(
                        errors(
                                "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":%d}]}}"
                                        .formatted(port)))
                .containsExactly("services.crm[0].port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.default.svc", "localhost", "", "10.0.0.256", "1.2.3.4:80"})
    void hostThatIsNoAddressIsNamedAndNeverLookedUp(String host) {
        assertThat(
                        errors(
                                "{\"services\":{\"crm\":[{\"host\":\"%s\",\"port\":80}]}}"
                                        .formatted(host)))
                .containsExactly("services.crm[0].host");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(
                        errors(
                                "{\"services\":{\"crm\":[{\"host\":\"x\",\"port\":80},"
                                        + "{\"host\":\"10.0.0.7\",\"port\":0}]}}"))
                .containsExactly("services.crm[0].host", "services.crm[1].port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"services\":[]}",
                "{\"services\":{\"crm\":{}}}",
                "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\"}]}}",
                "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":80,\"zone\":\"a\"}]}}",
                "{\"services\":{},\"more\":1}",
                "{\"services\":{},\"replicas\":0}",
                "{\"services\":{},\"replicas\":10001}",
                "{\"services\":{},\"replicas\":\"two\"}",
                "[]",
                "null"
            })
    void otherShapesAreRefused(String json) {
        assertThat(errors(json)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"services\":{}} {}", "services: {}"})
    void whatIsNotJsonIsNoDocument(String text) {
        assertThat(read(text)).isInstanceOf(EndpointsDocument.NotJson.class);
    }

    @Test
    void gatewaysAreAloneUnlessTheirNumberIsSaid() {
        assertThat(((EndpointsDocument.Loaded) read("{\"services\":{}}")).replicas()).isEqualTo(1);
        assertThat(((EndpointsDocument.Loaded) read("{\"services\":{},\"replicas\":7}")).replicas())
                .isEqualTo(7);
    }
}
