#include "tls_peer.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parley::net::test {
namespace {

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

int choose_http2(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                 unsigned in_size, void*) {
  static const unsigned char kOffer[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, kOffer, sizeof kOffer, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

bool read_all(SSL* ssl, void* to, std::size_t size) {
  auto* at = static_cast<char*>(to);
  while (size > 0) {
    const int got = SSL_read(ssl, at, static_cast<int>(size));
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::string frame(char type, char flags, const char* stream, const std::string& payload) {
  std::string text = {0, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size()),
                      type, flags};
  return text.append(stream, 4).append(payload);
}

}  // namespace

std::string Identity::pem() const {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

Identity make_identity(const std::string& name, const Identity* issuer, long from, long until) {
  static std::atomic<long> serial{1};
  Identity made;
  made.key.reset(EVP_EC_gen("P-256"));
  made.certificate.reset(X509_new());
  X509* const certificate = made.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* const signer = issuer != nullptr ? issuer->certificate.get() : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  X509_set_pubkey(certificate, made.key.get());
  extend(certificate, signer, NID_basic_constraints, issuer != nullptr ? "CA:FALSE" : "CA:TRUE");
  if (issuer != nullptr) extend(certificate, signer, NID_subject_alt_name, "DNS:" + name);
  X509_sign(certificate, issuer != nullptr ? issuer->key.get() : made.key.get(), EVP_sha256());
  return made;
}

TemporaryFile::TemporaryFile(const std::string& text) {
  char name[] = "/tmp/parley_net_XXXXXX";
  const int fd = mkstemp(name);
  if (fd < 0) throw std::runtime_error("no temporary file");
  ::close(fd);
  path_ = name;
  std::ofstream(path_, std::ios::binary) << text;
}

TemporaryFile::~TemporaryFile() {
  unlink(path_.c_str());
}

TlsPeer::TlsPeer(const Identity& identity, Options options)
    : context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX_use_certificate(context_, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context_, identity.key.get());
  if (options.old) SSL_CTX_set_max_proto_version(context_, TLS1_1_VERSION);
  if (options.old) SSL_CTX_set_cipher_list(context_, "DEFAULT:@SECLEVEL=0");
  if (options.http2) SSL_CTX_set_alpn_select_cb(context_, choose_http2, nullptr);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no listener on loopback");
  }
  port_ = ntohs(address.sin_port);
  // A client that goes away must not end the test.
  sigset_t pipe;
  sigset_t before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TlsPeer::~TlsPeer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int fd : open_)
      shutdown(fd, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  for (std::thread& thread : threads_)
    thread.join();
  ::close(listener_);
  SSL_CTX_free(context_);
}

std::string TlsPeer::url(const std::string& host) const {
  return "https://" + host + ":" + std::to_string(port_) + "/secure";
}

void TlsPeer::run() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ::close(fd);
      return;
    }
    ++accepted_;
    open_.push_back(fd);
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

void TlsPeer::serve(int fd) {
  SSL* const ssl = SSL_new(context_);
  SSL_set_fd(ssl, fd);
  if (SSL_accept(ssl) == 1) {
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    if (size == 2) {
      serve_http2(ssl);
    } else {
      serve_http1(ssl);
    }
  }
  SSL_free(ssl);
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

void TlsPeer::serve_http1(SSL* ssl) {
  std::string in;
  char buffer[4096];
  for (int got = 0; (got = SSL_read(ssl, buffer, sizeof buffer)) > 0;) {
    in.append(buffer, static_cast<std::size_t>(got));
    while (in.find("\r\n\r\n") != std::string::npos) {
      in.erase(0, in.find("\r\n\r\n") + 4);
      ++requests_;
      const std::string out = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsecured";
      SSL_write(ssl, out.data(), static_cast<int>(out.size()));
    }
  }
}

// Just enough of HTTP/2: what the request says is not even unpacked.
void TlsPeer::serve_http2(SSL* ssl) {
  static const char kZero[4] = {0, 0, 0, 0};
  char preface[24];
  if (!read_all(ssl, preface, sizeof preface)) return;
  std::string out = frame(4, 0, kZero, "");
  unsigned char head[9];
  for (;;) {
    if (!out.empty()) SSL_write(ssl, out.data(), static_cast<int>(out.size()));
    out.clear();
    if (!read_all(ssl, head, sizeof head)) return;
    std::string payload((static_cast<std::size_t>(head[0]) << 16) +
                            (static_cast<std::size_t>(head[1]) << 8) + head[2],
                        '\0');
    if (!read_all(ssl, payload.data(), payload.size())) return;
    const char* stream = reinterpret_cast<const char*>(head + 5);
    if (head[3] == 4 && (head[4] & 1) == 0) out = frame(4, 1, kZero, "");
    if (head[3] == 6 && (head[4] & 1) == 0) out = frame(6, 1, kZero, payload);
    if (head[3] == 1) {
      ++requests_;
      out = frame(1, 4, stream, "\x88") + frame(0, 1, stream, "secured");
    }
  }
}

}  // namespace parley::net::test
