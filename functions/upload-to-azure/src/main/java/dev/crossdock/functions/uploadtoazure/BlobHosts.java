package dev.crossdock.functions.uploadtoazure;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a host is one that blobs, and the signature that goes with them, may be sent to. */
final class BlobHosts {
    /** Of the public cloud, China's, the US government's and Germany's, and of accounts with a DNS zone (learn.microsoft.com). */
    private static final List<String> AZURES = List.of(
            ".blob.core.windows.net",
            ".blob.core.chinacloudapi.cn",
            ".blob.core.usgovcloudapi.net",
            ".blob.core.cloudapi.de",
            ".blob.storage.azure.net");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private BlobHosts() {}

    /**
     * @param written whether the address stands in the connection, where a domain of one's own or an emulator may be meant; else it
     *     was made of the account or of the connection string, and is Azure's
     */
    static void check(String address, boolean written, AzureProblems problems) {
        var host = host(address);
        if (AZURES.stream().anyMatch(host::endsWith) || loopback(host)) return;
        // shopassets.blob.core.windows.net.evil.example
        boolean imitates = host.isEmpty() || AZURES.stream().anyMatch(host::contains);
        if (written && !imitates) return;
        throw problems.refused(
                "azure.host",
                "the blobs would go to host \"" + host + "\", which is none of Azure's.",
                "Correct account, endpoint or the secret of connectionString; a domain of your own is written as endpoint.");
    }

    /** By its name, so that nothing is resolved here. */
    static boolean loopback(String host) {
        return LOOPBACK.contains(host);
    }

    private static String host(String address) {
        try {
            var host = URI.create(address).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Never its message, which shows the address.
            return "";
        }
    }
}
