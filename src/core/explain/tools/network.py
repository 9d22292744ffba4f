"""Below TLS and beside it: operating systems' own words, in several languages; HSTS and pinning; general phrases.

Sources: errno(3) and strerror of glibc, macOS and Windows with their translations; RFC 6797; RFC 7469.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_LIBC = "glibc strerror(3), po/*.po"
PATTERNS = (
    Pattern("(?:write|read):errno=0\\b|SSL handshake has read 0 bytes", r.CLOSED, 0.85, "OpenSSL apps/s_client.c",
        "write:errno=0"),
    Pattern("(?:write|read):errno=(?:104|54|10054)\\b", r.RESET, 0.9, "OpenSSL apps/s_client.c", "write:errno=104"),
    Pattern("connect:errno=(?:111|61|10061)\\b", r.REFUSED, 0.93, "OpenSSL apps/s_client.c", "connect:errno=111"),
    Pattern("connect:errno=(?:110|60|10060)\\b", r.TIMEOUT, 0.93, "OpenSSL apps/s_client.c", "connect:errno=110"),
    Pattern("connect:errno=(?:113|101)\\b", r.UNROUTED, 0.93, "OpenSSL apps/s_client.c", "connect:errno=113"),
    Pattern("connection refused|verbindungsaufbau abgelehnt|verbindung verweigert|connexion refus[ée]e|conexi[óo]n "
        "rehusada|conexi[óo]n rechazada|connessione rifiutata|conex[ãa]o recusada|verbinding is geweigerd|"
        "接続を拒否されました|拒绝连接|连接被拒绝|в соединении отказано|połączenie odrzucone|bağlantı reddedildi|"
            "연결이 거부", r.REFUSED, 0.9,
        _LIBC, "Connection refused"),
    Pattern("(?:errno |WSAECONNREFUSED|\\b)10061\\b|WSAECONNREFUSED", r.REFUSED, 0.92, "Winsock error codes",
        "WSAECONNREFUSED"),
    Pattern("connection timed out|die wartezeit für die verbindung ist abgelaufen|zeitüberschreitung (?:bei der|"
        "der) verbindung|connexion (?:a )?expir|délai[^\n]{0,40}(?:expiré|dépassé)|tiempo de (?:espera|"
        "conexi[óo]n)[^\n]{0,30}(?:agotado|expir)|expir[óo] el tiempo de conexi[óo]n|connessione scaduta|tempo "
        "esgotado para conex|接続がタイムアウト|连接超时|соединение разорвано по таймауту|время ожидания "
            "соединения истекло", r.TIMEOUT,
        0.85, _LIBC, "Connection timed out"),
    Pattern("WSAETIMEDOUT|\\b10060\\b", r.TIMEOUT, 0.9, "Winsock error codes", "WSAETIMEDOUT"),
    Pattern("(?:connection|read|recv|socket)[^\n]{0,30}reset by (?:the )?(?:peer|remote)|connection (?:was "
        ")?reset(?!/closed)|"
        "die verbindung wurde vom kommunikationspartner zurückgesetzt|connexion ré-?initialisée par le "
        "correspondant|conexi[óo]n reinicializada por la m[áa]quina remota|connessione interrotta dal "
        "corrispondente|接続が相手からリセットされました|连接被对[方端]重[设置]|соединение разорвано другой стороной",
            r.RESET, 0.8, _LIBC,
        "Connection reset by peer"),
    Pattern("(?:SocketException|BrokenPipeError|SSL\\w*)[^\n]{0,60}Broken pipe|EPIPE", r.RESET, 0.55, "errno(3)",
        "java.net.SocketException: Broken pipe"),
    Pattern("WSAECONNRESET|\\b10054\\b", r.RESET, 0.88, "Winsock error codes", "WSAECONNRESET"),
    Pattern("no route to host|keine route zum zielrechner|aucun chemin d'accès pour atteindre l'hôte|no existe "
        "ninguna ruta hasta el|ホストへの経路がありません|没有到主机的路由|network is unreachable|das netzwerk ist "
            "nicht erreichbar|le "
        "réseau n'est pas accessible|la red es inaccesible", r.UNROUTED, 0.92, _LIBC, "No route to host"),
    Pattern("name or service not known|der name oder der dienst ist nicht bekannt|nom ou service inconnu|nombre o "
        "servicio desconocido|名前またはサービスが不明です|未知的名称或服务|unknown host|could not translate host "
            "name|no such host|"
        "nodename nor servname|host not found|can't resolve|unable to resolve host", r.DNS, 0.92, _LIBC,
        "Name or service not known"),
    Pattern("\\bNXDOMAIN\\b", ("dns-nxdomain",), 0.93, "RFC 8020"),
    Pattern("\\bSERVFAIL\\b", ("dns-servfail", "dns-failure"), 0.93, "RFC 1035"),
    Pattern("temporary failure in name resolution|temporärer fehler bei der namensauflösung|échec temporaire dans "
        "la résolution du nom|fallo temporal en la resoluci[óo]n del nombre", r.DNS_FAILS, 0.93, _LIBC,
        "Temporary failure in name resolution"),
    Pattern("uses (?:certificate|public[- ]key|key) pinning", r.PINNED, 0.93, "Chromium security interstitials",
        "because the website uses certificate pinning"),
    Pattern("uses HSTS|HTTP Strict Transport Security|has a security policy called", ("pinning-failed",), 0.55,
        "RFC 6797; browsers", "because the website uses HSTS"),
    Pattern("(?:key|certificate|public key|ssl) pinning (?:failure|failed|error|validation)|pinned (?:key|"
        "certificate|public key)[^\n]{0,60}(?:mismatch|not match|fail)|(?:certificate|key) "
        "pin[^\n]{0,30}(?:mismatch|not match|fail)|pin(?:set)? (?:mismatch|validation failed)|TrustKit|not in "
        "(?:the )?pin ?set", r.PINNED, 0.93, "RFC 7469; mobile apps", "certificate pinning failed"),
    Pattern("(?:fingerprint|thumbprint)[^\n]{0,60}(?:mismatch|does not match|doesn't match|changed|did not "
        "match)(?![^\n]{0,60}ssh)", r.PINNED, 0.7, "clients with a stored fingerprint",
        "certificate fingerprint does not match"),
    Pattern("(?:TLS|SSL) handshake (?:timed out|timeout)|handshake (?:has )?timed out|timeout (?:during|in) (?:the "
        ")?(?:TLS|SSL) handshake", r.SILENT, 0.9, "various", "TLS handshake timed out"),
    Pattern("(?<!expected [\"'`])(?:certificate|cert) (?:has |is |was )?(?:already )?expired(?! on \\d)|expired "
        "(?:TLS |SSL |server |"
        "peer )?certificate|certificate (?:validity )?(?:period )?(?:has )?(?:ended|lapsed)", r.EXPIRED, 0.85,
        "various", "certificate is expired", r.client_certificate(r.EXPIRED)),
    Pattern("(?:client|user)(?:'s)? certificate (?:has |is |was )?(?:already )?expired", ("client-cert-rejected",
        "cert-expired"), 0.9, "various", "client certificate has expired"),
    Pattern("zertifikat (?:ist )?abgelaufen|certificat (?:a |est )?expiré|certificado (?:ha |est[áa] )?(?:expirado|"
        "caducado|vencido)|certificato (?:è )?scaduto|certificado expirou|证书已过期|證書已過期|"
            "証明書の有効期限が切れ|срок действия "
        "сертификата истек|certyfikat wygasł|인증서가 만료", r.EXPIRED, 0.93, "various translations",
        "Zertifikat ist abgelaufen"),
    Pattern("selbst-?(?:signiertes|ausgestelltes) zertifikat|certificat auto-?signé|certificado (?:autofirmado|"
        "auto-?assinado)|certificato autofirmato|自签名证书|自簽憑證|自己署名証明書|самоподписанн\\w+ сертификат",
            r.SELF_SIGNED, 0.85,
        "various translations", "selbstsigniertes Zertifikat"),
    Pattern("zertifikat[^\n]{0,60}(?:nicht vertrauenswürdig|nicht vertraut|unbekannten? (?:aussteller|"
        "zertifizierungsstelle))|certificat[^\n]{0,60}(?:pas approuvé|non approuvé|pas digne de confiance)|"
        "certificado[^\n]{0,60}(?:no es de confianza|não é confiável)|证书(?:不受信任|不可信)|"
            "信頼されていない証明書|证书颁发机构不受信任|由不受信任的", r.UNKNOWN_ISSUER,
        0.8, "various translations", "Das Zertifikat ist nicht vertrauenswürdig"),
    Pattern("(?:not|isn't|is not) a trusted (?:CA|root|authority|issuer)|untrusted (?:root|issuer|CA|authority|"
        "certificate)|(?:certificate|issuer|authority|CA) (?:is )?(?:not trusted|untrusted)|unknown (?:CA|"
        "certificate authority|issuer)", r.UNKNOWN_ISSUER, 0.72, "various", "untrusted certificate",
            r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("(?:common name|hostname|host name|server name|domain)(?:s)? (?:in|of|on|from)? ?(?:the "
        ")?(?:certificate )?[^\n]{0,60}(?:does not|doesn't|do not|did not|didn't) match", r.NAME, 0.85, "various",
        "hostname in the certificate does not match"),
    Pattern("certificate[^\n]{0,60}(?:does not|doesn't|do not|did not|didn't|not) match(?:es)?(?: the)? (?:host "
        "?name|server name|domain|requested|target|host|name)|certificate (?:name|subject|hostname) mismatch|"
        "hostname (?:mismatch|(?:verification|validation)[^\n]{0,10}(?:fail|error))", r.NAME, 0.88, "various",
        "certificate does not match hostname"),
    Pattern("(?:TLS|SSL)(?: version)? 1\\.[01] (?:is )?(?:no longer supported|disabled|deprecated and)|requires? "
        "(?:at least )?TLS ?v?1\\.[23]|minimum (?:TLS|protocol) version|TLS (?:version )?1\\.[23] (?:or (?:higher|"
        "later|above) )?(?:is )?required", ("client-too-old", "no-shared-protocol"), 0.75, "various",
        "TLS 1.2 or higher is required"),
    Pattern("(?:client|mutual)[ -](?:TLS )?certificate (?:is )?(?:required|missing|not (?:provided|presented|sent|"
        "supplied))|no client certificate (?:was )?(?:presented|provided|sent|supplied|found)|client (?:did not|"
        "didn't|failed to) (?:present|provide|send|supply) (?:an? )?(?:TLS |client |valid )?certificate",
        r.CLIENT_CERT, 0.93,
        "various", "client certificate required"),
    Pattern("(?:invalid|bad|rejected|unauthorized|untrusted) client certificate|client certificate (?:is |was "
        ")?(?:invalid|rejected|refused|not (?:accepted|valid|trusted|authorized)|untrusted|has been revoked)",
            r.REJECTED,
        0.93, "various", "client certificate rejected"),
    Pattern("(?<!websocket )(?<!ssh )(?<!bluetooth: )(?<!expected )handshake (?:failed|failure(?!s)|error)"
        "(?!s? handling)", r.HANDSHAKE, 0.3,
        "various",
        "TLS handshake failed",
        r.HANDSHAKE_FAILURE),
    Pattern("(?:SSL|TLS) (?:connection|handshake|negotiation) (?:failed|failure(?!s)|error)|"
        "(?:failed|unable|could not|couldn't|cannot|can't)[^\n]{0,40}(?:SSL|TLS) (?:connection|handshake|"
        "session|channel)|(?:SSL|TLS) error", r.UNCLEAR, 0.25, "various", "TLS handshake failed", r.HANDSHAKE_FAILURE),
    Pattern("no certificate for (?:SNI|server) name", r.SNI, 0.93, "Hitch; Varnish", "no certificate for SNI name "
        "found"),
    Pattern("TLS 1(?:\\.1)? offered[\\s\\S]{0,200}TLS 1\\.2 not offered[\\s\\S]{0,40}TLS 1\\.3 not offered",
        r.OLD_SERVER, 0.9,
        "testssl.sh", "TLS 1.1 offered (deprecated)\nTLS 1.2 not offered\nTLS 1.3 not offered"),
    Pattern("Unable to make secure connection to remote host", r.HANDSHAKE_FAILURE, 0.4, "Lynx HTTP.c"),
    Pattern("certificate (?:verification|validation|verify) (?:failed|failure(?!s| so| handling| "
        "mess)|error)|(?:invalid|bad) (?:SSL |TLS |"
        "server |peer )?certificate\\b(?! verification context)|(?:could not|cannot|can't|unable to|failed to) "
        "(?:verify|"
        "validate)[^\n]{0,40}certificate", r.NOT_VERIFIED, 0.4, "various", "certificate validation failed", r.REJECTED),
    Pattern("(?:\\bHTTP(?![s:/])|plain ?text|unencrypted)[^\n]{0,40}(?:request|traffic|connection|"
        "data)[^\n]{0,30}(?:on|to|at) (?:an? |the )?(?:HTTPS|TLS|SSL|encrypted|secure)[ -]?(?:port|socket|listener|"
        "channel|endpoint|server)\\b", ("not-tls-http", "wrong-port-or-protocol"), 0.9, "various",
        "HTTP request to an HTTPS port"),
    Pattern("(?:response|server|peer|port)[^\n]{0,40}(?:is not|isn't|not speaking|does not speak|doesn't speak|not "
        "a) (?:TLS|SSL)|not (?:a )?(?:valid )?(?:TLS|SSL) (?:record|packet|message|handshake)|non-?(?:TLS|SSL) "
        "(?:data|traffic|response)", r.PLAIN, 0.85, "various", "server does not speak TLS"),
    Pattern("(?:server|host|peer) (?:does not|doesn't|did not) (?:support|offer|advertise|announce) (?:START ?TLS|"
        "TLS|SSL|encryption)|STARTTLS (?:is )?not (?:offered|supported|available|advertised)", r.STARTTLS, 0.92,
        "various", "server does not support STARTTLS"),
    Pattern("(?:requires?|must use|only (?:accepts?|allows?)|enforces?) (?:an? )?(?:encrypted|secure|TLS|SSL|"
        "STARTTLS)(?:/TLS|/SSL)? (?:connections?|transport|channel)|(?:insecure|unencrypted|plaintext) "
        "(?:connections?|transport)[^\n]{0,30}(?:not allowed|prohibited|refused|rejected|disabled|disallowed)", (
        "tls-required",), 0.88, "various", "server requires an encrypted connection"),
    Pattern("(?:certificate|cert)[^\n]{0,40}(?:has been|was|is) revoked", r.REVOKED, 0.9, "various",
        "certificate has been revoked", r.client_certificate(r.REVOKED)),
    Pattern("(?:unable|could not|cannot|failed)(?: to)? (?:check|determine|retrieve|fetch|download|"
        "verify)[^\n]{0,40}(?:revocation|CRL|OCSP)", r.STATUS, 0.9, "various", "could not check revocation"),
    Pattern("(?:stapled?|OCSP) (?:OCSP )?response (?:is |has |was )?(?:missing|expired|invalid|too old|not (?:yet "
        ")?valid|stale)|OCSP stapl\\w+ (?:failed|error|missing|required)", r.STAPLE, 0.88, "various",
        "OCSP response is invalid"),
    Pattern("no (?:SSL|TLS) (?:support|library)|(?:SSL|TLS|HTTPS) support (?:is )?(?:not (?:available|compiled|"
        "enabled|built)|missing|disabled)|(?:built|compiled) without (?:SSL|TLS|OpenSSL|HTTPS)|error while loading "
        "shared libraries: lib(?:ssl|crypto|gnutls)", r.NO_LIBRARY, 0.93, "various", "HTTPS support not compiled"),
    Pattern("pre-?shared key[^\n]{0,60}(?:mismatch|incorrect|wrong|not match|unknown|failed)|"
        "PSK[^\n]{0,40}(?:mismatch|incorrect|unknown|not found|wrong|failed)", ("psk-mismatch",), 0.9, "various",
        "PSK identity mismatch"),
    Pattern("\\b(?:system )?(?:clock|time|date)(?! ?format)\\b[^\n=]{0,30}(?:is )?(?:wrong|incorrect|not set|out of "
        "sync|skew(?:ed)?|"
        "in the (?:past|future))", ("client-clock-wrong",), 0.55, "prose", "the system clock is wrong"),
)  # fmt: skip
FAMILY = Family(
    "the system",
    PATTERNS,
    (
        Mark(r"\bssh: |\b(?:ssh|kex)_exchange_identification|Host key verification|\bsshd\b", "ssh", None, 11,
        "ssh: connect to host x port 22: "
            "Connection refused"),
        Mark(r"\bopenssl s_client\b|CONNECTED\([0-9A-F]+\)|verify error:num=", "openssl s_client", Side.CLIENT, 9,
            "CONNECTED(00000003)"),
        Mark(r"error \d+ at \d+ depth lookup|\bopenssl verify\b", "openssl verify", Side.CLIENT, 9,
            "error 20 at 0 depth lookup: x"),
        Mark(r"\bopenssl s_server\b|ACCEPT$", "openssl s_server", Side.SERVER, 10, "openssl s_server -accept 443"),
        Mark(r"error:[0-9A-F]{8}:", "OpenSSL", None, 2, "error:0A000086:SSL routines::certificate verify failed"),
    ),
)  # fmt: skip
