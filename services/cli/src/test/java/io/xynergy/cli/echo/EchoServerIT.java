package io.xynergy.cli.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoServerIT {

    private final EchoServer echo = EchoServer.start("tester", "127.0.0.1", 0);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.close();
        echo.close();
    }

    @Test
    void describesWhatItReceived() throws Exception {
        HttpResponse<String> response =
                send(
                        to("/a%20b?x=%2F&x=2")
                                .header("X-Two", "one")
                                .header("X-Two", "two")
                                .POST(BodyPublishers.ofString("abc")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .contains("\"name\": \"tester\"", "\"method\": \"POST\"")
                .contains("\"target\": \"/a%20b?x=%2F&x=2\"")
                .containsPattern("(?i)\"x-two\": \"one, ?two\"")
                .contains(
                        "\"bytes\": 3",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @CsvSource({"503", "404", "204", "304", "201"})
    void respondsWithTheStatusAskedFor(int status) throws Exception {
        assertThat(send(to("/?status=" + status)).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/?bytes=100000", "/?bytes=100000&chunked=1"})
    void generatesABodyWithItsLengthOrInChunks(String target) throws Exception {
        HttpResponse<String> response = send(to(target));
        assertThat(response.body()).hasSize(100_000).startsWith("abcdefgh");
        assertThat(response.headers().firstValue("content-length").isPresent())
                .isEqualTo(!target.contains("chunked"));
    }

    @Test
    void aHeadResponseHasTheLengthAndNoBody() throws Exception {
        HttpResponse<String> response = send(to("/?bytes=4Ki").HEAD());
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(4096);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void closesWithoutAnResponse() {
        assertThatThrownBy(() -> send(to("/?close=1"))).isInstanceOf(IOException.class);
    }

    @Test
    void sendsEventsUpToTheCount() throws Exception {
        HttpResponse<String> response = send(to("/sse?interval=1ms&count=3"));
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.body())
                .isEqualTo(
                        """
                        id: 1
                        data: {"name": "tester", "number": 1}

                        id: 2
                        data: {"name": "tester", "number": 2}

                        id: 3
                        data: {"name": "tester", "number": 3}

                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "/?status=abc, ?status=abc",
        "/?status=99, from 200 to 599",
        "/?delay=2h, at most 60m",
        "/?delay=61m, at most 60m",
        "/?bytes=-1, ?bytes=-1",
        "/sse?count=0, from 1 to"
    })
    void aWishThatCannotBeReadIsNamed(String target, String message) throws Exception {
        HttpResponse<String> response = send(to(target));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message);
    }

    @Test
    void closingEndsADelay() throws Exception {
        var waiting = client.sendAsync(to("/?delay=60m").build(), BodyHandlers.ofString());
        var answered = send(to("/"));
        echo.close();
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(waiting.handle((_, _) -> "ended").get(30, TimeUnit.SECONDS)).isEqualTo("ended");
    }

    @Test
    void aTakenPortIsAnError() {
        assertThatThrownBy(() -> EchoServer.start("second", "127.0.0.1", echo.port()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + echo.port());
    }

    private HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + echo.port() + target))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
