"""What is wrong with a server's certificate, in the plain words of fifteen languages: mail programs, phones, reports.

Sources: the translations of GLib-networking, KDE, Thunderbird, Outlook and Android; how people put it. A certificate
alone may be a diploma: a server, a host or TLS must be named on the same line.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_WHOSE = (
    r"(?:SSL|TLS|https|server|serveur|servidor|сервер|sunucu|serwer|サーバ|服务器|伺服器|서버|安全|"
    r"webs(?:ite|eite)|sitio web|[^\s,;/]{1,80}\.[a-z]{2,20}\b)"
)
_CERT = (  # nothing shorter than three characters, for the gates
    r"(?:zertifikat|certificat |certificado|certificato|certificaat|certyfikat|сертифи[кс]ат|"
    r"сертифікат|certifik[aá]t|sertifika|証明書|服务器证书|安全证书|SSL证书|SSL 证书|TLS证书|"
    r"TLS 证书|伺服器憑證|인증서)"
)
_GAP = r"[^\n]{0,60}"
_SAID: tuple[tuple[Codes, float, str, str], ...] = (
    (r.EXPIRED, 0.9,
        ("abgelaufen|a expiré|est expiré|périmé|caducad|caducó|ha "
        "expirado|expiró|venció|vencido|expirou|expirado|scadut|"
        "verlopen|wygasł|stracił ważność|ист[её]к|просроч|закінчи|прострочен|vypršel|gått ut|utgånge|udløbet|utløpt|"
        "süresi (?:dol|geç)|有効期限が切れ|期限切れ|过期|過期|만료"),
        "Das Zertifikat des Servers mail.example.de ist abgelaufen"),
    (r.NOT_YET, 0.9,
        ("noch nicht gültig|pas encore valide|todavía no es válid|aún no es válid|ainda não é válid|non è ancora valid|"
        "nog niet geldig|nie jest jeszcze ważny|ещё не действ|еще не действ|まだ有効では|尚未生效|아직 유효하지"),
        "Le certificat du serveur n'est pas encore valide"),
    (r.NAME, 0.9,
        ("stimmt nicht (?:mit|überein)|passt nicht z|ne correspond pas|no coincide|não corresponde|non corrisponde|"
        "komt niet overeen|nie (?:pasuje|odpowiada|zgadza)|не совпада|не соответств|neodpovídá|eşleşmiyor|"
        "一致し(?:ません|ない)|不匹配|不符|不一致|일치하지"),
        "인증서의 이름이 서버 이름과 일치하지 않습니다"),
    (r.UNKNOWN_ISSUER, 0.8,
        ("nicht vertrauenswürdig|nicht vertraut|pas (?:de confiance|approuvé|fiable)|no es de confianza|"
        "não é confiável|non (?:è )?attendibile|niet vertrouwd|nie jest zaufany|niezaufan|не является доверенн|"
        "не заслуживает доверия|недоверенн|není důvěryhodn|güvenil(?:ir değil|miyor)|"
        "信頼(?:されて|でき)|不受信任|不可信|신뢰할 수 없|신뢰되지"),
        "Błąd SSL: certyfikat serwera nie jest zaufany"),
    (r.SELF_SIGNED, 0.88,
        ("selbst[- ]?signiert|auto-?signé|autofirmado|auto-?assinado|zelfondertekend|z podpisem własnym|samopodpisan|"
        "самоподписан|kendinden imzalı|自己署名|自签|自簽|자체 서명"),
        "Сертификат сервера самоподписанный"),
    (r.REVOKED, 0.92,
        ("widerrufen|révoqué|revocad|revogad|revocat|ingetrokken|unieważnion|cofnięt|отозван|відкликан|zneplatněn|"
        "失効して|吊销|撤銷|해지"),
        "SSL 错误：服务器证书已被吊销"),
    (r.NOT_VERIFIED, 0.5,
        ("验证失败|驗證失敗|検証(?:に|でき)|검증(?:에)? 실패|nicht (?:überprüft|verifiziert)|"
        "n'a pas pu être vérifié|no se pud?o verificar|проверить не удалось|ошибка проверки"),
        "SSL 连接错误：服务器证书验证失败"),
)  # fmt: skip
FAMILY = Family(
    "the message",
    tuple(
        Pattern(
            f"{_CERT}{_GAP}(?:{_WHOSE}{_GAP}(?:{words})|(?:{words}){_GAP}{_WHOSE})|"
            f"{_WHOSE}{_GAP}{_CERT}{_GAP}(?:{words})|(?:服务器证书|伺服器憑證){_GAP}(?:{words})",
            codes,
            sure,
            "translations",
            example,
        )
        for codes, sure, words, example in _SAID
    ),
)
