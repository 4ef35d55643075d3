package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.Fuzzed;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Addresses before the gate: what passes without an entry leads to the public internet. Names are not looked up outside. */
class AddressFuzz extends Fuzzed {
    private final AllowList gate = new AllowList();

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        URI uri;
        try {
            uri = URI.create(text(bytes));
        } catch (IllegalArgumentException e) {
            return;
        }
        try {
            var address = gate.check(uri, List.of()).getAddress();
            assertThat(uri.getScheme().toLowerCase(java.util.Locale.ROOT)).isIn("http", "https");
            assertThat(inside(address))
                    .as(uri + " leads to " + java.util.Arrays.toString(address))
                    .isFalse();
        } catch (Refused e) {
            coded(e);
        } catch (Http.NotSent e) {
            // A name that nobody has.
        }
    }

    /** Said once more, in another way than the gate says it: by the first bits. */
    private static boolean inside(byte[] address) {
        var bits = new StringBuilder();
        for (byte b : address)
            bits.append(Integer.toBinaryString(b & 0xff | 0x100).substring(1));
        var prefixes = address.length == 4
                ? List.of(
                        "00000000",
                        "00001010",
                        "01111111",
                        "0110010001",
                        "1010100111111110",
                        "101011000001",
                        "1100000010101000",
                        "110001100001001",
                        "111")
                : List.of("0000000000000000", "111111", "0010000000000010");
        return prefixes.stream().anyMatch(bits.toString()::startsWith);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return lines("""
                https://93.184.216.34/a?b=c
                http://127.0.0.1:9001/2018-06-01/runtime/invocation/next
                http://2130706433/
                http://127.1/
                http://0/
                http://0x7f.1/
                http://[::1]/
                http://[::ffff:7f00:1]/
                http://[fd00:ec2::254]/latest
                http://[64:ff9b::7f00:1]/
                http://[2002:7f00:1::]/
                http://[fe80::1%25lo]/
                http://localhost./
                http://good@127.0.0.1/
                http://169.254.169.254/
                file:///proc/self/environ
                jar:http://127.0.0.1/x!/y
                //127.0.0.1/
                http:///x
                https://100.64.0.1/
                """);
    }
}
