package dev.crossdock.web;

import java.util.List;

/** What the product calls with, towards servers on this machine. */
final class RealHttp {
    private RealHttp() {}

    static Http open() {
        return new CoreHttp(new AllowList(), () -> List.of("127.0.0.1"));
    }
}
