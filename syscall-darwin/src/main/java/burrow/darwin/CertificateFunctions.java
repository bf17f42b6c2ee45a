package burrow.darwin;

import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.trace.ArgumentFormat;
import java.util.List;

/**
 * What crypto/x509 asks of CoreFoundation and Security to verify a server's certificate with the
 * system's roots. It comes with the network; until then nothing can be created, which Go reports as
 * an error of the verification.
 */
final class CertificateFunctions {
  private static final String CORE_FOUNDATION =
      "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation";
  private static final String SECURITY =
      "/System/Library/Frameworks/Security.framework/Versions/A/Security";
  private static final String WHY =
      "certificates come with the network, a later issue; yields null";

  static final List<DarwinFunction> ROWS =
      List.of(
          foundation("CFDataCreate", POINTER, POINTER, LONG),
          foundation("CFDataGetLength", POINTER),
          foundation("CFDataGetBytePtr", POINTER),
          foundation("CFStringCreateWithBytes", POINTER, POINTER, LONG, HEX, INT),
          foundation("CFStringCreateExternalRepresentation", POINTER, POINTER, HEX, INT),
          foundation("CFArrayCreateMutable", POINTER, LONG, POINTER),
          foundation("CFArrayAppendValue", POINTER, POINTER),
          foundation("CFArrayGetCount", POINTER),
          foundation("CFArrayGetValueAtIndex", POINTER, LONG),
          foundation("CFDateCreate", POINTER),
          foundation("CFDictionaryGetValueIfPresent", POINTER, POINTER, POINTER),
          foundation("CFNumberGetValue", POINTER, LONG, POINTER),
          foundation("CFEqual", POINTER, POINTER),
          foundation("CFErrorCopyDescription", POINTER),
          foundation("CFErrorGetCode", POINTER),
          foundation("CFRelease", POINTER),
          security("SecCertificateCreateWithData", POINTER, POINTER),
          security("SecCertificateCopyData", POINTER),
          security("SecPolicyCreateSSL", INT, POINTER),
          security("SecTrustCreateWithCertificates", POINTER, POINTER, POINTER),
          security("SecTrustSetVerifyDate", POINTER, POINTER),
          security("SecTrustEvaluate", POINTER, POINTER),
          security("SecTrustEvaluateWithError", POINTER, POINTER),
          security("SecTrustCopyCertificateChain", POINTER));

  private CertificateFunctions() {}

  private static DarwinFunction foundation(String name, ArgumentFormat... arguments) {
    return DarwinFunction.pointer(name, c -> 0, arguments).in(CORE_FOUNDATION).unsupported(WHY);
  }

  private static DarwinFunction security(String name, ArgumentFormat... arguments) {
    return DarwinFunction.pointer(name, c -> 0, arguments).in(SECURITY).unsupported(WHY);
  }
}
