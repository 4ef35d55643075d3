package dev.crossdock.infra.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An issuer of tokens with one key, served as OpenID Connect's discovery has it. */
final class TestIssuer implements AutoCloseable {
    static final String AUDIENCE = "crossdock";
    private final RsaJsonWebKey key;
    private final HttpServer server;

    TestIssuer() throws IOException, JoseException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k1");
        key.setAlgorithm("RS256");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url()));
        serve("/keys", new JsonWebKeySet(key).toJson());
        server.start();
    }

    private void serve(String path, String body) {
        server.createContext(path, exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Claims that hold, for whoever wants to spoil one. */
    JwtClaims claims(String... roles) {
        var claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience(AUDIENCE);
        claims.setSubject("somebody");
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setNotBeforeMinutesInThePast(1);
        claims.setClaim("roles", List.of(roles));
        return claims;
    }

    String sign(JwtClaims claims) throws JoseException {
        return sign(claims, "RS256", "k1", key.getPrivateKey());
    }

    byte[] publicKey() {
        return key.getPublicKey().getEncoded();
    }

    /** @param algorithm any, also one that nobody should take */
    String sign(JwtClaims claims, String algorithm, String keyId, Key by) throws JoseException {
        var signed = new JsonWebSignature();
        signed.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signed.setDoKeyValidation(false);
        signed.setPayload(claims.toJson());
        signed.setAlgorithmHeaderValue(algorithm);
        signed.setKeyIdHeaderValue(keyId);
        signed.setKey(by);
        return signed.getCompactSerialization();
    }

    Key privateKey() {
        return key.getPrivateKey();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
