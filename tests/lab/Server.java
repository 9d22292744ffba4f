import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A small web server on Java's own TLS: PKCS12 [need|want|none] [PROTOCOL]. Loopback only, port 0, password "lab". */
public class Server {
    public static void main(String[] words) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(words[0])) {
            store.load(in, "lab".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "lab".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init((KeyStore) null);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setNeedClientAuth(words.length > 1 && words[1].equals("need"));
        if (words.length > 2) {
            listener.setEnabledProtocols(new String[] {words[2]});
        }
        System.out.println("ACCEPT 127.0.0.1:" + listener.getLocalPort());
        while (true) {
            SSLSocket client = (SSLSocket) listener.accept();
            Thread worker = new Thread(() -> serve(client));
            worker.setDaemon(true);
            worker.start();
        }
    }

    private static void serve(SSLSocket client) {
        try (client) {
            client.setSoTimeout(20000);
            if (client.getInputStream().read(new byte[4096]) > 0) {
                String page = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
                client.getOutputStream().write(page.getBytes("US-ASCII"));
            }
        } catch (Exception left) {
            System.err.println(left);
        }
    }
}
