package io.xynergy.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Sends requests at a steady rate and says how each was answered: {@code --url URL --rate N
 * --seconds N [--header NAME:VALUE …] [--mark HEADER]}.
 *
 * <p>Each line of the output is a number and what it counts: a response's status with the value of
 * the marked header, or why there was none. The first line is {@code started}, and comes with the
 * first response; the last is how many were sent. A process that is told to end sends nothing more,
 * and prints the rest as usual.
 */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Runnable begun = () -> System.out.println("started");
        Traffic traffic = new Traffic(wish(arguments), System::nanoTime, begun);
        var printed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(traffic, printed)));
        traffic.run();
        traffic.counts().forEach((response, count) -> System.out.println(count + " " + response));
        System.out.println(traffic.sent() + " sent");
        printed.countDown();
    }

    private static void end(Traffic traffic, CountDownLatch printed) {
        traffic.end();
        try {
            printed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Traffic.Wish wish(String[] arguments) {
        URI url = URI.create("http://localhost:8080/");
        int rate = 100;
        Duration length = Duration.ofSeconds(10);
        String mark = "";
        List<String> headers = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--url" -> url = URI.create(value);
                case "--rate" -> rate = Integer.parseInt(value);
                case "--seconds" -> length = Duration.ofSeconds(Long.parseLong(value));
                case "--mark" -> mark = value;
                case "--header" -> headers.add(value);
                default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
            }
        }
        return new Traffic.Wish(url, rate, length, headers, mark);
    }
}
