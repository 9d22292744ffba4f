import java.io.FileInputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One TLS connection with the defaults of the JDK: ADDRESS PORT NAME CA_FILE. Prints "OK version" or "NO why". */
public class Peer {
    public static void main(String[] args) throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        try (FileInputStream file = new FileInputStream(args[3])) {
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                roots.setCertificateEntry("root" + count++, each);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        Socket plain = new Socket(args[0], Integer.parseInt(args[1]));
        plain.setSoTimeout(8000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, args[2], 443, true);
        SSLParameters wanted = socket.getSSLParameters();
        wanted.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(wanted);
        try {
            socket.startHandshake();
            System.out.println("OK " + socket.getSession().getProtocol());
        } catch (Exception error) {
            System.out.println("NO " + error);
        }
    }
}
