package dev.crossdock.functions.pullfiles;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.Http;
import dev.crossdock.web.SecretValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Files of an SFTP server, whose key must be the one that the connection names. */
final class SftpFolder implements RemoteFolder {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final SshClient client;
    private final ClientSession session;
    private final SftpClient sftp;

    private SftpFolder(SshClient client, ClientSession session, SftpClient sftp) {
        this.client = client;
        this.session = session;
        this.sftp = sftp;
    }

    /**
     * @throws Refused when it will not work later either: another host key, no such user, a host that is not allowed
     * @throws WorldException when the server is out of reach
     */
    static SftpFolder open(String name, Connection.Sftp at, SecretValues secrets, List<String> allow) {
        var place = "connections/" + name + ".yaml";
        var where = at.host() + ":" + at.port();
        var seen = new AtomicReference<String>("");
        var client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServerKeyVerifier((session, address, key) -> {
            seen.set(fingerprint(key));
            return seen.get().equals(at.hostKey());
        });
        boolean open = false;
        try {
            var address = new AllowList().check(at.host(), allow);
            client.start();
            var session = client.connect(at.user(), new InetSocketAddress(address, at.port()))
                    .verify(PATIENCE)
                    .getSession();
            identify(session, at, secrets, place);
            try {
                session.auth().verify(PATIENCE);
            } catch (IOException e) {
                throw notLetIn(at, seen.get(), where, place, e);
            }
            var folder =
                    new SftpFolder(client, session, SftpClientFactory.instance().createSftpClient(session));
            open = true;
            return folder;
        } catch (Http.NotSent e) {
            throw new WorldException(e.getMessage(), e);
        } catch (Refused e) {
            throw e.problem().place().isEmpty() ? new Refused(e.problem().at(place)) : e;
        } catch (IOException e) {
            throw new WorldException("the SFTP server " + where + " cannot be reached: " + e.getMessage(), e);
        } finally {
            if (!open) client.stop();
        }
    }

    private static void identify(ClientSession session, Connection.Sftp at, SecretValues secrets, String place)
            throws IOException {
        at.password()
                .ifPresent(password ->
                        session.addPasswordIdentity(secrets.resolve(password).value()));
        if (at.key().isEmpty()) return;
        var text = secrets.resolve(at.key().get());
        try {
            var pairs = SecurityUtils.loadKeyPairIdentities(
                    session,
                    NamedResource.ofName("key"),
                    new ByteArrayInputStream(text.value().getBytes(StandardCharsets.UTF_8)),
                    FilePasswordProvider.EMPTY);
            if (pairs == null || !pairs.iterator().hasNext()) throw new GeneralSecurityException("it holds no key");
            pairs.forEach(session::addPublicKeyIdentity);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // Never its message, which may show a part of the key.
            throw new Refused(Problem.of(
                            "sftp.key",
                            "the private key cannot be read (" + e.getClass().getSimpleName() + ").",
                            "Store it as ssh-keygen writes it (OpenSSH), RSA or ECDSA, without a passphrase.")
                    .at(place));
        }
    }

    private static RuntimeException notLetIn(
            Connection.Sftp at, String seen, String where, String place, IOException cause) {
        if (!seen.isEmpty() && !seen.equals(at.hostKey())) {
            return new Refused(Problem.of(
                            "sftp.host-key",
                            where + " shows the key " + seen + ", and hostKey says " + at.hostKey() + ".",
                            "Ask whoever runs the server whether its key has changed; if so, correct hostKey. Nothing was"
                                    + " sent to it.")
                    .at(place));
        }
        if (seen.isEmpty()) return new WorldException(where + " broke off: " + cause.getMessage(), cause);
        return new Refused(Problem.of(
                        "sftp.login",
                        where + " does not let the user \"" + at.user() + "\" in.",
                        "Check user and " + (at.key().isPresent() ? "key" : "password") + ".")
                .at(place));
    }

    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try {
            for (var entry : sftp.readDir(folder)) {
                if (entry.getAttributes().isRegularFile())
                    entries.add(entry(entry.getFilename(), entry.getAttributes()));
            }
        } catch (IOException | RuntimeException e) {
            // The folder is opened by the first step of the iteration, which can only throw unchecked.
            var cause = e instanceof RuntimeException && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof SftpException sftpFailure && gone(sftpFailure)) throw DiskFolder.missing(folder);
            throw cause instanceof IOException failure ? failure : new IOException(cause);
        }
        return entries;
    }

    private static Entry entry(String name, SftpClient.Attributes about) {
        return new Entry(
                name,
                about.getSize(),
                about.getModifyTime() == null ? 0 : about.getModifyTime().toMillis());
    }

    @Override
    public Optional<Entry> find(String folder, String name) throws IOException {
        try {
            return Optional.of(entry(name, sftp.lstat(RemoteFolder.path(folder, name))));
        } catch (SftpException e) {
            if (gone(e)) return Optional.empty();
            throw e;
        }
    }

    @Override
    public boolean read(String path, Path to) throws IOException {
        try (var in = sftp.read(path)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (SftpException e) {
            if (gone(e)) return false;
            throw e;
        }
    }

    @Override
    public void move(String path, String toFolder) throws IOException {
        var name = path.substring(path.lastIndexOf('/') + 1);
        var target = RemoteFolder.path(toFolder, name);
        if (!exists(path)) return;
        // Version 3 of the protocol, which most servers speak, refuses to replace.
        if (exists(target)) sftp.remove(target);
        sftp.rename(path, target);
    }

    @Override
    public void delete(String path) throws IOException {
        if (exists(path)) sftp.remove(path);
    }

    private boolean exists(String path) throws IOException {
        try {
            sftp.lstat(path);
            return true;
        } catch (SftpException e) {
            if (gone(e)) return false;
            throw e;
        }
    }

    private static boolean gone(SftpException e) {
        return e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE;
    }

    @Override
    public void close() {
        try {
            sftp.close();
        } catch (IOException e) {
            // The work is done; the session goes in any case.
        }
        session.close(true);
        client.stop();
    }
}
