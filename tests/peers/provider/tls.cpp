#include <climits>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "peers/provider/wire.hpp"

namespace parley::peer {
namespace {

class TlsWire final : public Wire {
 public:
  TlsWire(int socket, SSL_CTX* context) : Wire(socket), ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_, socket);
    SSL_set_accept_state(ssl_);
  }
  ~TlsWire() override { SSL_free(ssl_); }

  Io read(std::string& in) override {
    char buffer[16384];
    const int got = SSL_read(ssl_, buffer, sizeof buffer);
    if (got <= 0) return why(got);
    in.append(buffer, static_cast<std::size_t>(got));
    return Io::some;
  }

  Io write(std::string_view bytes, std::size_t& sent) override {
    const std::size_t size = bytes.size() < INT_MAX ? bytes.size() : INT_MAX;
    const int went = SSL_write(ssl_, bytes.data(), static_cast<int>(size));
    sent = went > 0 ? static_cast<std::size_t>(went) : 0;
    return went > 0 ? Io::some : why(went);
  }

 private:
  Io why(int result) const {
    const int error = SSL_get_error(ssl_, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Io::again : Io::closed;
  }

  SSL* ssl_;
};

void add_names(X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const auto add = [&](int id, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  add(NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  add(NID_basic_constraints, "critical,CA:TRUE");
}

X509* self_signed(EVP_PKEY* key) {
  X509* out = X509_new();
  X509_set_version(out, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(out), 1);
  X509_gmtime_adj(X509_getm_notBefore(out), -24L * 3600);
  X509_gmtime_adj(X509_getm_notAfter(out), 365L * 24 * 3600);
  X509_set_pubkey(out, key);
  X509_NAME* name = X509_get_subject_name(out);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(out, name);
  add_names(out);
  X509_sign(out, key, EVP_sha256());
  return out;
}

class OpenSslTls final : public Tls {
 public:
  OpenSslTls() : context_(SSL_CTX_new(TLS_server_method())), key_(EVP_EC_gen("P-256")) {
    if (!usable()) return;
    certificate_ = self_signed(key_);
    SSL_CTX_use_certificate(context_, certificate_);
    SSL_CTX_use_PrivateKey(context_, key_);
    SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                   SSL_MODE_RELEASE_BUFFERS);
  }
  ~OpenSslTls() override {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
    SSL_CTX_free(context_);
  }

  bool usable() const { return context_ != nullptr && key_ != nullptr; }
  std::unique_ptr<Wire> accept(int fd) override { return std::make_unique<TlsWire>(fd, context_); }
  std::string certificate() const override {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate_);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    std::string out(bytes, static_cast<std::size_t>(size));
    BIO_free(memory);
    return out;
  }

 private:
  SSL_CTX* context_;
  EVP_PKEY* key_;
  X509* certificate_ = nullptr;
};

}  // namespace

std::unique_ptr<Tls> make_tls() {
  auto out = std::make_unique<OpenSslTls>();
  return out->usable() ? std::unique_ptr<Tls>(std::move(out)) : nullptr;
}

}  // namespace parley::peer
